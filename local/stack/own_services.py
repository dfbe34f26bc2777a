"""Services of yours in place of the samples."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.errors import StartError
from local.stack.layout import SERVICES
from local.stack.parts import Part

Urls = Mapping[str, str]


def own_url(given: str) -> tuple[str, str]:
    """`orders` and `http://…` of `ORDERS_URL=http://…`; raises StartError for what is none."""
    services = {f"{name.upper()}_URL": name for name in SERVICES}
    variable, _, url = given.partition("=")
    if variable not in services:
        raise StartError(f"{variable} is of no service; there are {', '.join(services)}")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise StartError(f"{variable} must be an http(s) URL, not {url!r}")
    return services[variable], url


def in_place(parts: Sequence[Part], urls: Urls) -> list[Part]:
    """The parts without the samples of those names, told where your services are."""
    return [
        replace(part, config=dict(part.config) | _told(part, urls)) for part in parts if part.name not in urls
    ]


def _told(part: Part, urls: Urls) -> dict[str, Any]:
    if part.name == "monitor":  # it has no switches for a service of yours
        services = part.config["services"]
        return {"services": {name: url for name, url in services.items() if name not in urls}}
    if "settings" in part.config:
        return {"settings": part.config["settings"] | {f"{name.upper()}_URL": urls[name] for name in urls}}
    return {}


def addresses(parts: Sequence[Part], urls: Urls) -> dict[str, dict[str, Any]]:
    """Where your services are, and whose tokens each must accept: those that its sample would have."""
    samples = {part.name: part.config for part in parts}
    return {name: {"url": url, "accepts": _accepted(samples[name])} for name, url in urls.items()}


def _accepted(sample: Mapping[str, Any]) -> dict[str, str]:
    accepted = {name: str(sample[name]) for name in ("issuer", "jwks_uri", "audience")}
    if sample["ca_bundle"]:
        accepted["ca_bundle"] = str(Path(sample["ca_bundle"]).absolute())
    return accepted

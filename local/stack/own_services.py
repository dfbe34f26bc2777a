"""Services of yours in place of the samples."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.errors import StartError
from local.stack.parts import Part

Urls = Mapping[str, str]


def own_urls(given: Urls) -> dict[str, str]:
    """The URLs that are given, by service; raises StartError for one that is none."""
    urls = {name: url for name, url in given.items() if url}
    for name, url in urls.items():
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise StartError(f"{name.upper()}_URL must be an http(s) URL, not {url!r}")
    return urls


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

"""Addresses: reading a base URL, and changing a query string without touching its other parameters."""

from collections.abc import Iterable
from urllib.parse import quote, unquote_plus, urlsplit

from local.gateway.context import DEFAULT_PORTS, Url


def parse_url(value: object) -> Url:
    """An absolute http or https URL; raises ValueError when it is not one."""
    parts = urlsplit(str(value).strip())
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"'{value}' is not an http or https URL")
    query = f"?{parts.query}" if parts.query else ""
    return Url(
        parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS[parts.scheme], parts.path or "/", query
    )


def parameters(query_string: str) -> list[tuple[str, str]]:
    """Each parameter's decoded name and its raw text, in order."""
    raw = query_string.removeprefix("?")
    return [(unquote_plus(part.split("=", 1)[0]), part) for part in raw.split("&") if part]


def query_string(parts: Iterable[str]) -> str:
    """A query string from raw parameters; empty without any."""
    text = "&".join(parts)
    return f"?{text}" if text else ""


def raw_parameter(name: str, value: str) -> str:
    return f"{quote(name, safe='')}={quote(value, safe='')}"

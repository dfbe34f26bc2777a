"""The two cookies of a web session, written as browsers demand it of `__Host-Http-` names, and read strictly.

Their values hold only characters that survive the Functions worker and its host, which parse and write them
again (`A-Za-z0-9-_`). Facts: draft-ietf-httpbis-rfc6265bis (prefixes).
"""

import re
from collections.abc import Mapping

SESSION = "__Host-Http-portico"
LOGIN = "__Host-Http-portico-login"
MAX_BYTES = 4096
_VALUE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_SAME_SITE = {SESSION: "Strict", LOGIN: "Lax"}


def read(headers: Mapping[str, str], name: str) -> str | None:
    """The cookie's value; None when there is none, several of that name, or one that we never wrote."""
    pairs = (pair.strip().partition("=") for pair in headers.get("cookie", "").split(";"))
    values = [value for found, _, value in pairs if found == name]
    return values[0] if len(values) == 1 and _VALUE.fullmatch(values[0]) else None


def written(name: str, value: str, max_age: int | None = None) -> str:
    """A Set-Cookie value; without `max_age` the cookie lives as long as the browser's own session."""
    age = "" if max_age is None else f"; Max-Age={max_age}"
    return f"{name}={value}{age}; Path=/; Secure; HttpOnly; SameSite={_SAME_SITE[name]}"


def deleted(name: str) -> str:
    return written(name, "deleted", 0)

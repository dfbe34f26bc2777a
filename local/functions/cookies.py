"""Set-Cookie as it leaves the host: parsed to fields by the worker, rendered again by ASP.NET Core."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from http.cookies import Morsel, SimpleCookie
from urllib.parse import quote

_EXPIRES = "%a, %d %b %Y %H:%M:%S GMT"
_SAME_SITE = {"lax", "strict", "none"}


def rendered(cookies: list[SimpleCookie]) -> list[str]:
    """The Set-Cookie values a client sees; ValueError for a date or an age the worker or the host refuses."""
    return ["; ".join(_fields(name, morsel)) for cookie in cookies for name, morsel in cookie.items()]


def _fields(name: str, morsel: Morsel[str]) -> Iterator[str]:
    yield f"{name}={quote(morsel.value, safe='')}"
    if morsel["expires"]:
        expires = datetime.strptime(morsel["expires"], _EXPIRES).replace(tzinfo=UTC)
        yield f"expires={format_datetime(expires, usegmt=True)}"
    if morsel["max-age"]:
        yield f"max-age={_seconds(morsel['max-age'])}"
    # The worker sends an absent domain or path as an empty one (python-worker issue 1902).
    yield f"domain={morsel['domain']}"
    yield f"path={morsel['path']}"
    if morsel["secure"]:
        yield "secure"
    if morsel["samesite"].lower() in _SAME_SITE:
        yield f"samesite={morsel['samesite'].lower()}"
    if morsel["httponly"]:
        yield "httponly"


def _seconds(age: str) -> int:
    seconds = int(float(age))
    if seconds < 0:
        raise ValueError(f"a cookie cannot have the negative max-age {age}")
    return seconds

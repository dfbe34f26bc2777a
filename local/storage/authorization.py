"""Who may do what: the account's key does everything, a signed link reads one blob for a while."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, unquote

from local.storage.errors import forbidden

_SIGNED_HEADERS = (
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
)
# sp, st, se, then the resource, then these; those that a link does not have are signed as empty.
_LINK_FIELDS = ("si", "sip", "spr", "sv", "sr", "snapshot", "ses", "rscc", "rscd", "rsce", "rscl", "rsct")


@dataclass(frozen=True)
class Signed:
    """What of a request a signature covers; header names are lower case, the path is as it was sent."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


class Authorization:
    """Checks signatures of one account."""

    def __init__(self, account: str, key: str, clock: Callable[[], float] = time.time) -> None:
        self._account = account
        self._key = base64.b64decode(key)
        self._clock = clock

    def check(self, request: Signed) -> None:
        """Raises StorageError unless it is signed with the account's key or is a good link to this blob."""
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        if scheme == "SharedKey":
            self._require(
                credential, f"{self._account}:{self._signature(_shared_key_text(self._account, request))}"
            )
        elif "sig" in query and request.method in {"GET", "HEAD"}:
            self._check_link(request, query)
        else:
            raise forbidden("The request is not signed.")

    def _check_link(self, request: Signed, query: Mapping[str, str]) -> None:
        resource = f"/blob{unquote(request.path)}"
        start = [query.get(name, "") for name in ("sp", "st", "se")]
        text = "\n".join([*start, resource, *(query.get(name, "") for name in _LINK_FIELDS)])
        self._require(query["sig"], self._signature(text))
        if "r" not in query.get("sp", "") or not _seconds(query, "st") <= self._clock() < _seconds(
            query, "se"
        ):
            raise forbidden("The link is not good for this now.")

    def _signature(self, text: str) -> str:
        return base64.b64encode(hmac.digest(self._key, text.encode(), hashlib.sha256)).decode()

    def _require(self, given: str, right: str) -> None:
        if not hmac.compare_digest(given.encode(), right.encode()):
            raise forbidden("The signature is not right.")


def _shared_key_text(account: str, request: Signed) -> str:
    values = [request.headers.get(name, "") for name in _SIGNED_HEADERS]
    values[2] = "" if values[2] == "0" else values[2]
    own = sorted((name, value) for name, value in request.headers.items() if name.startswith("x-ms-"))
    query = sorted((name.lower(), value) for name, value in parse_qsl(request.query, keep_blank_values=True))
    headers = "".join(f"{name}:{value.strip()}\n" for name, value in own)
    resource = f"/{account}{request.path}" + "".join(f"\n{name}:{value}" for name, value in query)
    return "\n".join([request.method, *values]) + f"\n{headers}{resource}"


def _seconds(query: Mapping[str, str], name: str) -> float:
    try:
        return datetime.fromisoformat(query[name]).timestamp()
    except (KeyError, ValueError):
        raise forbidden(f"The link's {name} is missing or no time.") from None

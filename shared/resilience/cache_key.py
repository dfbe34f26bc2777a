"""The gateway's key to the answer being made, where it caches: a hash that each write of the caller changes.

Reads of different keys share no call: an answer from before a write would be kept as one from after it.
"""

from collections.abc import Mapping
from contextvars import ContextVar

from shared.bound import Bound

HEADER = "x-cache-key"  # set by the gateway alone, which drops a client's own
_key: ContextVar[str | None] = ContextVar("cache_key", default=None)


def of(headers: Mapping[str, str]) -> Bound[str]:
    """Everything inside is for the answer to these headers."""
    return Bound(_key, headers.get(HEADER, ""))


def current() -> str | None:
    return _key.get()

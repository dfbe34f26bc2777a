"""Cursors: how far a walk through a collection has come, signed so that no other walk goes on from it.

A cursor is the base64url text of an HMAC-SHA256 and what it signs: when the cursor expires, and the position.
The HMAC is over the walk as well (collection, caller, filter), which every request says again by itself.
"""

import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence

from shared import base64url
from shared.problems import InvalidCursor

VERSION = 1
LIFETIME_SECONDS = 24 * 60 * 60
MAC_BYTES = 32
_CURSOR = re.compile("[A-Za-z0-9_-]{44,512}", re.ASCII)
_REFUSAL = "The cursor is not valid: it has expired, was changed, or was made for another request or caller."


class Cursors:
    """The first key of the ring signs, every key verifies."""

    def __init__(self, keys: Mapping[str, bytes], clock: Callable[[], float]) -> None:
        self._keys = tuple(keys.values())
        self._clock = clock

    def issue(self, walk: Sequence[str], position: str) -> str:
        expires_at = int(self._clock()) + LIFETIME_SECONDS
        payload = json.dumps([expires_at, position], separators=(",", ":")).encode()
        return base64url.encoded(_mac(self._keys[0], walk, payload) + payload)

    def position(self, walk: Sequence[str], cursor: str) -> str:
        """Raises InvalidCursor, which never says why."""
        signed = _decoded(cursor)
        mac, payload = signed[:MAC_BYTES], signed[MAC_BYTES:]
        if not any(hmac.compare_digest(mac, _mac(key, walk, payload)) for key in self._keys):
            raise InvalidCursor(_REFUSAL, parameter="cursor")
        expires_at, position = json.loads(payload)
        if expires_at <= self._clock():
            raise InvalidCursor(_REFUSAL, parameter="cursor")
        return str(position)


def _mac(key: bytes, walk: Sequence[str], payload: bytes) -> bytes:
    """JSON holds no line break: no two pairs of walk and payload are signed as the same bytes."""
    return hmac.digest(key, json.dumps([VERSION, *walk]).encode() + b"\n" + payload, "sha256")


def _decoded(cursor: str) -> bytes:
    """No bytes for what is not base64url, or not its only spelling."""
    if not _CURSOR.fullmatch(cursor) or len(cursor) % 4 == 1:
        return b""
    content = base64url.decoded(cursor)
    return content if base64url.encoded(content) == cursor else b""

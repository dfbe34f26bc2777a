"""Key rings in settings: `id:base64url,id:base64url`, newest first, each key of 32 bytes."""

import re

from shared import base64url

KEY_BYTES = 32
_ID = re.compile("[A-Za-z0-9_-]{1,32}", re.ASCII)


def read_keys(text: str) -> dict[str, bytes]:
    """The keys by id, in their order; a ValueError never shows a key."""
    keys: dict[str, bytes] = {}
    for position, entry in enumerate(text.split(","), 1):
        name, colon, encoded = entry.strip().partition(":")
        if not (colon and _ID.fullmatch(name)):  # without a colon, what stands there may be a key
            raise ValueError(
                f"key {position}: it must begin with an id of 1 to 32 letters, digits, - or _, and ':'"
            )
        if name in keys:
            raise ValueError(f"key {position}: the id {name} is used twice")
        keys[name] = _key(encoded, f"key {position} ({name})")
    return keys


def _key(encoded: str, place: str) -> bytes:
    try:
        key = base64url.decoded(encoded)
    except ValueError:
        raise ValueError(f"{place}: it is not base64url") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"{place}: it has {len(key)} bytes, not {KEY_BYTES}")
    return key

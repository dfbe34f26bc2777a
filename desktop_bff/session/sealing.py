"""Sealing what a store keeps: AES-256-GCM under rotating keys, bound to the place it is kept at.

A sealed text is version (1 byte), length of the key's id (1), the id, nonce (12), ciphertext and tag (16).
"""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12


class BrokenSeal(Exception):
    """The text was altered, cut off, moved to another place or sealed with a key that is not known."""


class Sealer:
    """The first key seals, every key opens: put a new one first, and drop the old when nothing needs it."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise ValueError("there is no key to seal with")
        if wrong := [name for name, key in keys.items() if len(key) != KEY_BYTES]:
            raise ValueError(f"a key must have {KEY_BYTES} bytes: {', '.join(wrong)}")
        self._ciphers = {_header(name): AESGCM(key) for name, key in keys.items()}
        self._newest = next(iter(self._ciphers))

    def seal(self, plain: bytes, binding: str) -> bytes:
        header, nonce = self._newest, secrets.token_bytes(NONCE_BYTES)
        return header + nonce + self._ciphers[header].encrypt(nonce, plain, header + binding.encode())

    def open(self, sealed: bytes, binding: str) -> bytes:
        """What was sealed with the same binding; raises BrokenSeal."""
        header = sealed[: 2 + sealed[1]] if len(sealed) > 1 else b""
        cipher = self._ciphers.get(header)
        if cipher is None:
            raise BrokenSeal("the seal's version or key is not known")
        nonce, text = sealed[len(header) :][:NONCE_BYTES], sealed[len(header) + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, text, header + binding.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: a nonce cut short
            raise BrokenSeal("the sealed text was altered, cut off or moved") from error


def read_keys(text: str) -> dict[str, bytes]:
    """The keys of `id:base64url,id:base64url`, newest first; a ValueError never shows a key."""
    keys: dict[str, bytes] = {}
    for position, entry in enumerate(text.split(","), 1):
        name, _, encoded = entry.strip().partition(":")
        if not re.fullmatch("[A-Za-z0-9_-]{1,32}", name):
            raise ValueError(f"key {position}: its id must be 1 to 32 letters, digits, '-' or '_'")
        if name in keys:
            raise ValueError(f"key {position}: the id {name} is used twice")
        keys[name] = _key(encoded, f"key {position} ({name})")
    return keys


def _key(encoded: str, place: str) -> bytes:
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{place}: it is not base64url") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"{place}: it has {len(key)} bytes, not {KEY_BYTES}")
    return key


def _header(name: str) -> bytes:
    encoded = name.encode()
    return bytes([VERSION, len(encoded)]) + encoded

"""Sealing what a store keeps: AES-256-GCM under rotating keys, bound to the place it is kept at.

A sealed text is version (1 byte), length of the key's id (1), the id, nonce (12), ciphertext and tag (16).
"""

import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.key_ring import KEY_BYTES

VERSION = 1
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


def _header(name: str) -> bytes:
    encoded = name.encode()
    return bytes([VERSION, len(encoded)]) + encoded

"""Content codings of answers: br or gzip, whichever the client prefers to have."""

import re
import zlib

LEAST_BYTES = 1024
GZIP_LEVEL = 5
BROTLI_QUALITY = 4
_PREFERRED = ("br", "gzip")
_ACCEPTED = re.compile(r"\s*(br|gzip|\*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.ASCII)


def negotiate(accept_encoding: str | None) -> str | None:
    """The coding to answer in; None is identity (RFC 9110, section 12.5.3)."""
    weights = dict(_weight(item) for item in (accept_encoding or "").lower().split(","))
    return next((coding for coding in _PREFERRED if weights.get(coding, weights.get("*", 0.0)) > 0), None)


def encode(body: bytes, coding: str) -> bytes:
    if coding == "gzip":
        return zlib.compress(body, GZIP_LEVEL, zlib.MAX_WBITS + 16)  # as gzip, without a time
    import brotli  # noqa: PLC0415 - only where a client asks for it

    encoded: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
    return encoded


def _weight(item: str) -> tuple[str, float]:
    match = _ACCEPTED.fullmatch(item)
    return (match[1], float(match[2] or 1)) if match else ("", 0.0)

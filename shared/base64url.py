"""Bytes as text for URLs, cookies and tokens: base64url without padding (RFC 4648, section 5)."""

import base64


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """ValueError for characters or a length that it cannot have."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

"""SHA-256 in the two spellings the protocols and the database use."""

import hashlib

from joserfc.util import urlsafe_b64encode


def sha256_hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_base64url(text: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636); also how a pairwise subject is derived."""
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()

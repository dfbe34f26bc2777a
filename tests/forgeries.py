"""Tokens made of good ones, each wrong in one way."""

import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.utils import base64url_decode, base64url_encode


def unsigned(token: str, algorithm: str) -> str:
    """Without a signature, as its header says."""
    return f"{reheaded(token, alg=algorithm).rpartition('.')[0]}."


def reheaded(token: str, **members: object) -> str:
    """Another header, the old signature."""
    header, rest = token.split(".", 1)
    return f"{_changed(header, **members)}.{rest}"


def rewritten(token: str, **claims: object) -> str:
    """Other claims, the old signature."""
    header, payload, signature = token.split(".")
    return f"{header}.{_changed(payload, **claims)}.{signature}"


def signed_with_the_public_key(token: str, key: RSAPublicKey) -> str:
    """An HMAC for whoever takes the public key for a shared one."""
    header, payload, _ = token.split(".")
    public = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed = f"{_changed(header, alg='HS256')}.{payload}"
    return f"{signed}.{base64url_encode(hmac.digest(public, signed.encode(), 'sha256')).decode()}"


def _changed(segment: str, **members: object) -> str:
    content: dict[str, Any] = json.loads(base64url_decode(segment)) | members
    return base64url_encode(json.dumps(content).encode()).decode()

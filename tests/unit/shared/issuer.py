"""An issuer whose keys and tokens can be made as wrong as a test needs them."""

import base64
import json
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from jwt.algorithms import RSAAlgorithm

from shared.token_verifier import TokenVerifier
from tests.provider import Identity

REQUIRED = ("sub", "tid", "oid")


class Issuer(Identity):
    """`jwks` replaces the keys that it publishes."""

    jwks: list[object] | None = None

    def answer(self, request: httpx.Request) -> httpx.Response:
        usual = super().answer(request)
        if self.jwks is not None and request.url.path.endswith("jwks_uri"):
            return httpx.Response(200, json={"keys": self.jwks})
        return usual

    @property
    def published(self) -> dict[str, Any]:
        key: dict[str, Any] = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return key | {"kid": "key-1", "use": "sig", "alg": "RS256"}


async def refused(verifier: TokenVerifier, token: str) -> bool:
    with pytest.raises(ValueError, match=r"^[^\n]{1,200}$"):
        await verifier.claims(token, "mobile-api", REQUIRED)
    return True


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(identity: Identity, header: object, payload: bytes) -> str:
    """Right in its signature, whatever it says."""
    text = f"{encoded(json.dumps(header).encode())}.{encoded(payload)}"
    signature = identity.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{encoded(signature)}"


def good(identity: Identity, **header: object) -> str:
    return signed(identity, {"alg": "RS256", "kid": "key-1"} | header, json.dumps(identity.claims()).encode())

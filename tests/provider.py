"""An identity provider small enough for unit tests: one key, any claims."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

AUTHORITY = "https://identity.test/tenant/v2.0"
ALICE = "00000000-0000-0000-0000-00000000a11c"


class Identity:
    """An identity provider of one key: signs access tokens and answers discovery, keys and token requests."""

    def __init__(self, key: rsa.RSAPrivateKey, client_key: Path) -> None:
        self.key = key
        self.requests: list[httpx.Request] = []
        self.exchange = httpx.Response(200, json={"access_token": "upstream-token", "expires_in": 3600})
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        client_key.write_bytes(pem)

    def claims(self, **changes: object) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": AUTHORITY,
            "aud": "mobile-api",
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "sub": "alice-at-mobile",
            "tid": "tenant",
            "oid": ALICE,
            "azp": "phone",
            "name": "Alice Larsen",
            "scp": "orders.read orders.write catalog.read",
        } | changes
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, headers: Mapping[str, Any] | None = None, **changes: object) -> str:
        """An access token; a claim changed to None is left out."""
        return jwt.encode(self.claims(**changes), self.key, "RS256", {"kid": "key-1"} | dict(headers or {}))

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path = request.url.path.rpartition("/")[2]
        match path:
            case "openid-configuration":
                endpoints = {
                    name: f"{AUTHORITY}/{name}"
                    for name in ("jwks_uri", "token_endpoint", "authorization_endpoint")
                }
                return httpx.Response(200, json={"issuer": AUTHORITY} | endpoints)
            case "jwks_uri":
                public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
                return httpx.Response(200, json={"keys": [public | {"kid": "key-1", "use": "sig"}]})
            case _:
                return self.exchange

    def count(self, name: str) -> int:
        return sum(request.url.path.endswith(name) for request in self.requests)

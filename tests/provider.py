"""An identity provider small enough for unit tests: one key, any claims."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

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


class WebIdentity(Identity):
    """The same as a web login meets it: a refresh token is good once, and its reuse ends the whole sign-in.

    `outage` is what every request meets instead of an answer. `changes` are members of token answers,
    `id_changes` claims of ID tokens (None leaves one out). Tokens are held back until `answering` is set, and
    `asked` is released by each request for some.
    """

    def __init__(self, key: rsa.RSAPrivateKey, client_key: Path) -> None:
        super().__init__(key, client_key)
        self.refresh_token = "refresh-0"
        self.outage: httpx.Response | Exception | None = None
        self.changes: dict[str, Any] = {}
        self.id_changes: dict[str, Any] = {}
        self.metadata: dict[str, object] = {
            "authorization_response_iss_parameter_supported": True,
            "revocation_endpoint": f"{AUTHORITY}/revocation_endpoint",
            "end_session_endpoint": f"{AUTHORITY}/end_session_endpoint",
        }
        self.revoked: list[str] = []
        self.asked = asyncio.Semaphore(0)
        self.answering = asyncio.Event()
        self.answering.set()

    async def respond(self, request: httpx.Request) -> httpx.Response:
        form = dict(parse_qsl(request.content.decode()))
        usual = self.answer(request)
        if isinstance(self.outage, Exception):
            raise self.outage
        if self.outage:
            return httpx.Response(self.outage.status_code, content=self.outage.content)
        match request.url.path.rpartition("/")[2]:
            case "openid-configuration":
                return httpx.Response(200, json=usual.json() | self.metadata)
            case "token_endpoint":
                self.asked.release()
                await self.answering.wait()
                return self._tokens(form)
            case "revocation_endpoint":
                self.revoked.append(form["token"])
                return httpx.Response(200)
            case _:
                return usual

    def forms(self) -> list[dict[str, str]]:
        """What the token endpoint was sent."""
        sent = (request for request in self.requests if request.url.path.endswith("token_endpoint"))
        return [dict(parse_qsl(request.content.decode())) for request in sent]

    def id_token(self, **changes: Any) -> str:
        return self.token(**{"aud": "web", "azp": None, "scp": None} | changes)

    def _tokens(self, form: Mapping[str, str]) -> httpx.Response:
        if "error" in self.changes:
            return httpx.Response(400, json=self.changes)
        if form.get("refresh_token", self.refresh_token) != self.refresh_token:
            self.refresh_token = ""
            return httpx.Response(400, json={"error": "invalid_grant"})
        count = self.count("token_endpoint")
        answer: dict[str, Any] = {
            "access_token": self.token(aud="desktop-api", azp="web", uti=count),
            "expires_in": 3600,
            "refresh_token": f"refresh-{count}",
            "id_token": self.id_token(**self.id_changes),
        } | self.changes
        self.refresh_token = answer["refresh_token"] or self.refresh_token
        return httpx.Response(200, json={name: value for name, value in answer.items() if value is not None})

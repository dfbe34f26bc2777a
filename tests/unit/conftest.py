"""Function handlers called directly: signed tokens from a key of our own, upstreams as plain functions."""

import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import azure.functions as func
import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from shared.settings import Settings, read
from shared.transport import Transports

AUTHORITY = "https://identity.test/tenant/v2.0"
ALICE = "00000000-0000-0000-0000-00000000a11c"
Upstream = Callable[[httpx.Request], httpx.Response]


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


class Bff:
    """The handlers of a function app, by function name."""

    def __init__(self, app: func.FunctionApp, identity: Identity) -> None:
        self._identity = identity
        self._handlers: dict[str, Callable[[func.HttpRequest], Awaitable[func.HttpResponse]]] = {
            str(function.get_function_name()): function.get_user_function() for function in app.get_functions()
        }

    async def call(
        self,
        name: str,
        query: str = "",
        *,
        path: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        token: str | None = None,
    ) -> func.HttpResponse:
        """As alice with every scope, unless a token (or "" for none) says otherwise."""
        bearer = self._identity.token() if token is None else token
        sent = ({"authorization": f"Bearer {bearer}"} if bearer else {}) | dict(headers or {})
        request = func.HttpRequest(
            "GET", f"http://bff.test/{name}{query}", headers=sent, route_params=dict(path or {}), body=body
        )
        return await self._handlers[name](request)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The application settings of a mobile function app."""
    settings = {
        "BFF_CHANNELS": "mobile",
        "PUBLIC_URL": "https://gateway.test",
        "TENANT_ID": "tenant",
        "AUTHORITY": AUTHORITY,
        "MOBILE_AUDIENCE": "mobile-api",
        "MOBILE_CLIENTS": "phone",
        "MOBILE_ASSERTION_KEY": str(tmp_path / "client.pem"),
    }
    for service in ("orders", "products", "users"):
        settings[f"{service.upper()}_URL"] = f"https://{service}.test"
        settings[f"{service.upper()}_SCOPE"] = f"api://{service}/.default"
    return settings


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def identity(rsa_key: rsa.RSAPrivateKey, tmp_path: Path) -> Identity:
    return Identity(rsa_key, tmp_path / "client.pem")


@pytest.fixture
def settings(environment: dict[str, str], identity: Identity) -> Settings:
    return read(environment)


@pytest.fixture
def bff(settings: Settings, identity: Identity) -> Callable[..., Bff]:
    """`bff(orders=answer, products=answer)`: a function app over these; one not given is unreachable."""

    def unreachable(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no such service here", request=request)

    def build(**upstreams: Upstream) -> Bff:
        from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

        answers = {name: upstreams.get(name, unreachable) for name in ("orders", "products", "users")}
        transports = Transports(
            identity=httpx.MockTransport(identity.answer),
            **{name: httpx.MockTransport(answer) for name, answer in answers.items()},
        )
        return Bff(create_app(settings, transports), identity)

    return build

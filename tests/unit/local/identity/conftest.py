"""A whole provider in this process: its real keys, its real database, and a clock that stands still."""

import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from starlette.applications import Starlette

from local.identity import IdentityConfig, create_app
from local.identity.digests import sha256_base64url
from local.identity.directory import Directory
from local.identity.sign_in import Client, registered_client

VERIFIER = "v" * 43


@pytest.fixture
def time() -> list[float]:
    """The time, to be changed in place."""
    return [1_800_000_000.0]


@pytest.fixture
def clock(time: list[float]) -> Callable[[], float]:
    return lambda: time[0]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state with every key: making RSA keys is slow, copying them is not."""
    state = tmp_path_factory.mktemp("identity") / "state"
    create_app(configuration(state))
    return state


@pytest.fixture
def config(prepared: Path, tmp_path: Path) -> IdentityConfig:
    shutil.copytree(prepared, tmp_path / "state")
    return configuration(tmp_path / "state")


def configuration(state: Path) -> IdentityConfig:
    return IdentityConfig(
        page_port=8081,
        tls_port=8082,
        issuer_url="https://127.0.0.1:8082",
        page_url="http://127.0.0.1:8081",
        public_url="http://127.0.0.1:8080",
        directory=Path("local/directory.json"),
        state=state,
    )


@pytest.fixture
def directory(config: IdentityConfig) -> Directory:
    return Directory.load(config.directory, config.public_url)


@pytest.fixture
def app(config: IdentityConfig, clock: Callable[[], float]) -> Starlette:
    return create_app(config, clock)


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        yield client


@pytest.fixture
def tenant_url(config: IdentityConfig, directory: Directory) -> str:
    return f"{config.issuer_url}/{directory.tenant_id}"


@pytest.fixture
def authority(tenant_url: str) -> str:
    return f"{tenant_url}/v2.0"


@pytest.fixture(scope="session")
def registered(prepared: Path) -> Callable[[str], Client]:
    config = configuration(prepared)
    directory = Directory.load(config.directory, config.public_url)
    return cache(lambda name: registered_client(directory, prepared, name))


@pytest.fixture
def client(registered: Callable[[str], Client], clock: Callable[[], float]) -> Callable[[str], Client]:
    """A registered client by its name."""
    return lambda name: replace(registered(name), clock=clock)


@pytest.fixture
def token(http: httpx.AsyncClient, tenant_url: str) -> Callable[..., Any]:
    """Ask the token endpoint as an authenticated client; parameters may be overridden."""
    endpoint = f"{tenant_url}/oauth2/v2.0/token"

    async def ask(client: Client, **form: str) -> httpx.Response:
        return await http.post(endpoint, data=client.credentials(endpoint) | form)

    return ask


@pytest.fixture
def authorization() -> dict[str, str]:
    """The parameters of a good authorization request: alice at her phone, signed in straight away."""
    return {
        "client_id": "d0a170e7-7e80-5cfe-b052-ba59b98d77f8",
        "redirect_uri": "http://127.0.0.1:53211/callback",
        "response_type": "code",
        "scope": "api://portico-mobile/orders.read openid offline_access",
        "state": "opaque",
        "nonce": "once",
        "code_challenge": sha256_base64url(VERIFIER),
        "code_challenge_method": "S256",
        "prompt": "none",
        "login_hint": "alice",
    }


@pytest.fixture
def authorize(http: httpx.AsyncClient, config: IdentityConfig, directory: Directory) -> Callable[..., Any]:
    endpoint = f"{config.page_url}/{directory.tenant_id}/oauth2/v2.0/authorize"

    async def ask(parameters: dict[str, str], **overridden: str) -> httpx.Response:
        return await http.get(endpoint, params=parameters | overridden)

    return ask


@pytest.fixture
def redirected() -> Callable[[httpx.Response], dict[str, str]]:
    """The parameters a redirect carries."""

    def read(answer: httpx.Response) -> dict[str, str]:
        assert answer.status_code == 303
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: value for name, (value,) in query.items()}

    return read


@pytest.fixture
def code_form(
    authorize: Callable[..., Any], authorization: dict[str, str], redirected: Callable[..., dict[str, str]]
) -> Callable[..., Any]:
    """The form that redeems a fresh code."""

    async def sign_in(**overridden: str) -> dict[str, str]:
        answer = redirected(await authorize(authorization, **overridden))
        return {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "code_verifier": VERIFIER,
            "redirect_uri": (authorization | overridden)["redirect_uri"],
        }

    return sign_in


@pytest.fixture
def phone_tokens(
    token: Callable[..., Any], client: Callable[[str], Client], code_form: Callable[..., Any]
) -> Callable[[], Any]:
    """What alice's phone gets when she signs in."""

    async def sign_in() -> dict[str, Any]:
        answer: httpx.Response = await token(client("phone"), **await code_form())
        body: dict[str, Any] = answer.json()
        return body

    return sign_in


@pytest.fixture
def claims(http: httpx.AsyncClient, tenant_url: str) -> Callable[..., Any]:
    """A token's claims, its signature checked by the published keys."""

    async def read(text: str) -> dict[str, Any]:
        published = KeySet.import_key_set((await http.get(f"{tenant_url}/discovery/v2.0/keys")).json())
        return jwt.decode(text, published, ["RS256"]).claims

    return read

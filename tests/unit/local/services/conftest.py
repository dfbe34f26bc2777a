"""An issuer with one signing key, a clock that is set by hand, and the three services in this process."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from local.services import ServiceConfig, create_app

ISSUER = "https://login.example.com/tenant/v2.0"
DIRECTORY = Path("local/directory.json")


@pytest.fixture(scope="session")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "first"})


@pytest.fixture
def clock() -> SimpleNamespace:
    """The time is `clock.now`; `clock.read` is what is handed to the code."""
    clock = SimpleNamespace(now=1_760_000_000.0)
    clock.read = lambda: clock.now
    return clock


@pytest.fixture
def token(key: RSAKey, clock: SimpleNamespace) -> Callable[..., str]:
    """A valid token of its claims; any of them can be replaced, and so can the key."""

    def sign(signing_key: RSAKey = key, **claims: Any) -> str:
        usual = {"iss": ISSUER, "aud": "this-service", "exp": clock.now + 600, "oid": "someone"}
        payload = json.dumps({**usual, **claims})
        return jws.serialize_compact({"alg": "RS256", "kid": signing_key.kid}, payload, signing_key)

    return sign


@pytest.fixture
def user(token: Callable[..., str]) -> Callable[..., dict[str, str]]:
    """The headers of a user, by login or by id."""
    ids = {user["login"]: user["id"] for user in json.loads(DIRECTORY.read_bytes())["users"]}

    def headers(login: str, **claims: Any) -> dict[str, str]:
        bearer = token(oid=ids.get(login, login), scp="access_as_user", **claims)
        return {"Authorization": f"Bearer {bearer}"}

    return headers


@pytest.fixture
def application(token: Callable[..., str]) -> Callable[..., dict[str, str]]:
    """The headers of an application with a role."""
    return lambda role: {"Authorization": f"Bearer {token(roles=[role])}"}


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the databases of this test run are; each is seeded by the first test that needs it."""
    return tmp_path_factory.mktemp("databases")


@pytest.fixture
def config(databases: Path) -> Callable[[str], ServiceConfig]:
    return lambda service: ServiceConfig.model_validate(
        {
            "service": service,
            "host": "127.0.0.1",
            "port": 8101,
            "database": databases / f"{service}.db",
            "directory": DIRECTORY,
            "issuer": ISSUER,
            "jwks_uri": "https://login.example.com/keys",
            "audience": "this-service",
        }
    )


@pytest.fixture
def issuer(key: RSAKey) -> httpx.MockTransport:
    """Publishes the key."""
    return httpx.MockTransport(lambda _: httpx.Response(200, json={"keys": [key.as_dict(private=False)]}))


@pytest.fixture
def service(
    config: Callable[[str], ServiceConfig], issuer: httpx.MockTransport, clock: SimpleNamespace
) -> Callable[[str], httpx.AsyncClient]:
    """A client of the service of a name."""

    def client(name: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(
            create_app(config(name), issuer, clock.read), raise_app_exceptions=False
        )
        return httpx.AsyncClient(transport=transport, base_url="http://service")

    return client

"""A clock that stands still, the identity provider of a web login, and sessions that processes share."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from desktop_bff.session.access_tokens import AccessTokens
from desktop_bff.session.provider import Provider
from desktop_bff.session.sealing import Sealer
from desktop_bff.session.sessions import Sessions
from desktop_bff.session.sqlite_store import SqliteStore
from shared.environment import Environment
from shared.settings import Settings
from shared.transport import Transports
from tests.clock import Clock
from tests.provider import WebIdentity

Open = Callable[..., Sessions]
Renewing = Callable[..., tuple[Sessions, AccessTokens]]
RING = {"key-1": bytes(32)}
CALLBACK = "https://gateway.test/desktop/session/callback"


@pytest.fixture
def identity(rsa_key: rsa.RSAPrivateKey, tmp_path: Path) -> WebIdentity:
    return WebIdentity(rsa_key, tmp_path / "client.pem")


@pytest.fixture
def clock() -> Clock:
    """A little ahead: no token that the provider makes during the test is of another time."""
    return Clock(time.time() + 30)


@pytest.fixture
def provider(settings: Settings, identity: WebIdentity, clock: Clock) -> Provider:
    assert settings.session is not None
    transport = httpx.MockTransport(identity.respond)
    return Provider(Environment(settings, Transports({}, transport), clock), settings.session, CALLBACK)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


@pytest.fixture
async def opened(path: Path, clock: Clock) -> AsyncIterator[Open]:
    """`opened(keys, lease_seconds)`: the same sessions, as a further process has them."""
    async with AsyncExitStack() as stores:

        def another(keys: dict[str, bytes] = RING, lease_seconds: float = 10.0) -> Sessions:
            store = SqliteStore(path, clock, busy_timeout=0.01)
            stores.push_async_callback(store.close)
            return Sessions(store, Sealer(keys), clock, lease_seconds)

        yield another


@pytest.fixture
def sessions(opened: Open) -> Sessions:
    return opened()


@pytest.fixture
def renewing(opened: Open, provider: Provider, clock: Clock) -> Renewing:
    """`renewing(patience)`: the sessions and access tokens of one process more."""

    def another(patience: float = 5.0) -> tuple[Sessions, AccessTokens]:
        sessions = opened()
        return sessions, AccessTokens(sessions, provider, clock, patience)

    return another

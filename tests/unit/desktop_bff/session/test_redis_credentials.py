"""Signing in to Redis with a managed identity, against the endpoint a function app has for it."""

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import jwt
import pytest
import trustme
from redis.exceptions import AuthenticationError

from desktop_bff.session.redis_credentials import ManagedIdentityCredentials
from desktop_bff.session.redis_store import RedisStore
from desktop_bff.session.store import Record, StoreUnavailable
from tests.managed_identity import Endpoint, served
from tests.unit.desktop_bff.session.redis_server import RedisServer

OBJECT_ID = "7d7e2ea0-6ba5-4c8b-9e3a-000000000001"


def token(**claims: object) -> str:
    return jwt.encode({"aud": "https://redis.azure.com"} | claims, "k" * 32, "HS256")


@pytest.fixture
def endpoint(managed_identity: Endpoint) -> Endpoint:
    managed_identity.token = token(oid=OBJECT_ID)
    return managed_identity


@pytest.fixture
def credentials(endpoint: Endpoint) -> ManagedIdentityCredentials:
    return ManagedIdentityCredentials(httpx.MockTransport(endpoint.answer))


async def test_the_user_is_the_identity_and_the_password_its_token(
    endpoint: Endpoint, credentials: ManagedIdentityCredentials
) -> None:
    assert await credentials.get_credentials_async() == (OBJECT_ID, endpoint.token)
    (asked,) = endpoint.requests
    assert dict(asked.url.params) == {"api-version": "2019-08-01", "resource": "https://redis.azure.com"}


async def test_connections_made_at_once_share_one_token(
    endpoint: Endpoint, credentials: ManagedIdentityCredentials
) -> None:
    async with asyncio.TaskGroup() as tasks:
        for _ in range(10):
            tasks.create_task(credentials.get_credentials_async())
    assert len(endpoint.requests) == 1


async def test_a_token_is_renewed_before_it_expires(
    endpoint: Endpoint, credentials: ManagedIdentityCredentials
) -> None:
    endpoint.lifetime = 240
    await credentials.get_credentials_async()
    endpoint.token = token(oid=OBJECT_ID, renewed=True)
    assert await credentials.get_credentials_async() == (OBJECT_ID, endpoint.token)


@pytest.mark.parametrize("unusable", ["", "not-a-token", token(sub="no object id")])
async def test_an_unusable_token_is_refused_and_not_told(
    endpoint: Endpoint, credentials: ManagedIdentityCredentials, unusable: str
) -> None:
    endpoint.token = unusable
    with pytest.raises(AuthenticationError, match=r"^the managed identity has no token for Redis$"):
        await credentials.get_credentials_async()


async def test_an_endpoint_that_cannot_be_reached_is_refused(
    endpoint: Endpoint, credentials: ManagedIdentityCredentials
) -> None:
    endpoint.failure = httpx.ConnectError("no connection")
    with pytest.raises(AuthenticationError, match=r"^the managed identity has no token for Redis$"):
        await credentials.get_credentials_async()


@pytest.fixture
def url(endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Redis as in Azure: TLS, and nobody may do anything but the identity of the function app."""
    authority = trustme.CA()
    certificate, trusted = tmp_path / "redis.pem", tmp_path / "ca.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = f"""--tls-port {port} --tls-cert-file {certificate} --tls-key-file {certificate}
        --tls-ca-cert-file {trusted} --tls-auth-clients no
        --user default on nopass +ping --user {OBJECT_ID} on >{token(oid=OBJECT_ID)} ~* +@all"""
    server = RedisServer(tmp_path, *options.split())
    with served(endpoint) as endpoint_url:
        monkeypatch.setenv("IDENTITY_ENDPOINT", endpoint_url)
        yield f"rediss://127.0.0.1:{port}"
    server.stop()


async def test_a_store_signs_in_over_tls(endpoint: Endpoint, url: str) -> None:
    store = RedisStore(url, time.time)
    await store.create("key", b"payload", [], time.time() + 600)
    assert await store.read("key") == Record(b"payload", 1)
    await store.close()
    assert len(endpoint.requests) == 1


async def test_a_store_whose_token_is_refused_is_unavailable(endpoint: Endpoint, url: str) -> None:
    endpoint.token = token(oid="somebody-else")
    store = RedisStore(url, time.time)
    with pytest.raises(StoreUnavailable, match=r"^the session store failed: AuthenticationError$"):
        await store.read("key")
    await store.close()

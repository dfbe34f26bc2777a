"""Signing in to Redis with a managed identity, against the endpoint a function app has for it."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
import trustme
from redis.exceptions import AuthenticationError

from desktop_bff.session.redis_credentials import ManagedIdentityCredentials
from desktop_bff.session.redis_store import RedisStore
from desktop_bff.session.store import Record, StoreUnavailable
from tests.unit.desktop_bff.session.redis_server import RedisServer

OBJECT_ID = "7d7e2ea0-6ba5-4c8b-9e3a-000000000001"


def token(**claims: object) -> str:
    return jwt.encode({"aud": "https://redis.azure.com"} | claims, "k" * 32, "HS256")


class IdentityEndpoint(ThreadingHTTPServer):
    """The managed identity endpoint of a function app; what it answers may be changed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), IdentityHandler)
        self.asked: list[dict[str, Any]] = []
        self.status = 200
        self.token = token(oid=OBJECT_ID)
        self.lifetime = 3600.0


class IdentityHandler(BaseHTTPRequestHandler):
    server: IdentityEndpoint

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self.server.asked.append(query | {"header": self.headers["X-IDENTITY-HEADER"]})
        expires_on = str(int(time.time() + self.server.lifetime))
        body = json.dumps({"access_token": self.server.token, "expires_on": expires_on}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[IdentityEndpoint]:
    with IdentityEndpoint() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.server_port}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "secret-header")
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
async def credentials() -> AsyncIterator[ManagedIdentityCredentials]:
    async with httpx.AsyncHTTPTransport() as transport:
        yield ManagedIdentityCredentials(transport)


async def test_the_user_is_the_identity_and_the_password_its_token(
    endpoint: IdentityEndpoint, credentials: ManagedIdentityCredentials
) -> None:
    assert await credentials.get_credentials_async() == (OBJECT_ID, endpoint.token)
    assert endpoint.asked == [
        {"api-version": ["2019-08-01"], "resource": ["https://redis.azure.com"], "header": "secret-header"}
    ]


async def test_connections_made_at_once_share_one_token(
    endpoint: IdentityEndpoint, credentials: ManagedIdentityCredentials
) -> None:
    async with asyncio.TaskGroup() as tasks:
        for _ in range(10):
            tasks.create_task(credentials.get_credentials_async())
    assert len(endpoint.asked) == 1


async def test_a_token_is_renewed_before_it_expires(
    endpoint: IdentityEndpoint, credentials: ManagedIdentityCredentials
) -> None:
    endpoint.lifetime = 240
    await credentials.get_credentials_async()
    endpoint.token = token(oid=OBJECT_ID, renewed=True)
    assert await credentials.get_credentials_async() == (OBJECT_ID, endpoint.token)


@pytest.mark.parametrize("unusable", ["", "not-a-token", token(sub="no object id")])
async def test_an_unusable_token_is_refused_and_not_told(
    endpoint: IdentityEndpoint, credentials: ManagedIdentityCredentials, unusable: str
) -> None:
    endpoint.token = unusable
    with pytest.raises(AuthenticationError, match=r"^the managed identity has no token for Redis$"):
        await credentials.get_credentials_async()


async def test_an_endpoint_that_cannot_be_reached_is_refused(
    credentials: ManagedIdentityCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{port}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "secret-header")
    with pytest.raises(AuthenticationError, match=r"^the managed identity has no token for Redis$"):
        await credentials.get_credentials_async()


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
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
    yield f"rediss://127.0.0.1:{port}"
    server.stop()


async def test_a_store_signs_in_over_tls(endpoint: IdentityEndpoint, url: str) -> None:
    store = RedisStore(url, time.time)
    await store.create("key", b"payload", [], time.time() + 600)
    assert await store.read("key") == Record(b"payload", 1)
    await store.close()
    assert len(endpoint.asked) == 1


async def test_a_store_whose_token_is_refused_is_unavailable(endpoint: IdentityEndpoint, url: str) -> None:
    endpoint.token = token(oid="somebody-else")
    store = RedisStore(url, time.time)
    with pytest.raises(StoreUnavailable, match=r"^the session store failed: AuthenticationError$"):
        await store.read("key")
    await store.close()

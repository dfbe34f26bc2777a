"""How a function app proves which application it is: a key of its own, or its managed identity."""

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
import jwt.utils
import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from shared.client_assertion import EXCHANGE_AUDIENCE, LIFETIME_SECONDS, signed_with
from shared.confidential_client import ConfidentialClient
from shared.problems import UpstreamFailed
from tests.clock import Time
from tests.provider import AUTHORITY, Identity


def test_a_signed_assertion_is_the_clients_own_short_and_good_once(
    identity: Identity, tmp_path: Path
) -> None:
    clock = Time()
    assertion = signed_with(tmp_path / "client.pem", "web", AUTHORITY, clock)
    first, second = (
        jwt.decode(
            each,
            identity.key.public_key(),
            ["RS256"],
            audience=AUTHORITY,
            options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        for each in (assertion(), assertion())
    )
    assert (first["iss"], first["sub"]) == ("web", "web")
    assert first["exp"] - first["iat"] == LIFETIME_SECONDS
    assert first["iat"] == clock.now
    assert first["jti"] != second["jti"]


def test_an_assertion_is_made_in_no_time(identity: Identity, tmp_path: Path) -> None:
    """A key that is read anew each time would cost a hundred times the signature."""
    assertion = signed_with(tmp_path / "client.pem", "web", AUTHORITY)
    begun = time.thread_time()
    for _ in range(10):
        assertion()
    assert time.thread_time() - begun < 0.1


@pytest.mark.parametrize("content", ["", "rubbish", "elliptic"])
def test_a_file_without_an_rsa_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key.pem"
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(key if content == "elliptic" else content.encode())
    with pytest.raises((ValueError, TypeError)):
        signed_with(file, "web", AUTHORITY)


class IdentityEndpoint(ThreadingHTTPServer):
    """The managed identity endpoint of a function app; what it answers may be changed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), IdentityHandler)
        self.asked: list[dict[str, Any]] = []
        self.status = 200
        self.answer: dict[str, Any] = {"access_token": "token-of-the-identity"}


class IdentityHandler(BaseHTTPRequestHandler):
    server: IdentityEndpoint

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append(query | {"header": self.headers["X-IDENTITY-HEADER"]})
        expiry = {"expires_on": str(int(time.time() + 86_400)), "resource": EXCHANGE_AUDIENCE}
        body = json.dumps(expiry | self.server.answer).encode()
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


class ToTheEndpoint(httpx.AsyncBaseTransport):
    """The managed identity endpoint over the network, the identity provider in this process."""

    def __init__(self, identity: Identity) -> None:
        self._provider = httpx.MockTransport(identity.answer)
        self._network = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        there = self._network if request.url.host == "127.0.0.1" else self._provider
        return await there.handle_async_request(request)

    async def aclose(self) -> None:
        await self._network.aclose()


@pytest.fixture
async def client(identity: Identity) -> AsyncIterator[ConfidentialClient]:
    async with ToTheEndpoint(identity) as transport:
        yield ConfidentialClient("web", None, AUTHORITY, transport)


async def refreshed(client: ConfidentialClient) -> dict[str, Any]:
    return await client.acquire(
        lambda application: application.acquire_token_by_refresh_token("refresh-0", ["api://x/.default"])
    )


async def test_the_managed_identitys_token_is_the_assertion(
    client: ConfidentialClient, endpoint: IdentityEndpoint, identity: Identity
) -> None:
    await refreshed(client)
    form = parse_qs(identity.requests[-1].content.decode())
    assert form["client_assertion"] == ["token-of-the-identity"]
    assert form["client_id"] == ["web"]
    assert "client_secret" not in form
    assert endpoint.asked == [
        {"api-version": "2019-08-01", "resource": EXCHANGE_AUDIENCE, "header": "secret-header"}
    ]


async def test_the_identity_is_asked_once_a_day_not_once_a_call(
    client: ConfidentialClient, endpoint: IdentityEndpoint
) -> None:
    for _ in range(3):
        await refreshed(client)
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize("status", [400, 403, 500, 503])
async def test_an_identity_that_is_refused_is_an_upstream_failure(
    client: ConfidentialClient, endpoint: IdentityEndpoint, status: int
) -> None:
    endpoint.status, endpoint.answer = status, {"message": "no such identity"}
    with pytest.raises(UpstreamFailed):
        await refreshed(client)


async def test_an_identity_that_was_refused_is_asked_again(
    client: ConfidentialClient, endpoint: IdentityEndpoint
) -> None:
    good, endpoint.status, endpoint.answer = endpoint.answer, 403, {"message": "not yet"}
    with pytest.raises(UpstreamFailed):
        await refreshed(client)
    endpoint.status, endpoint.answer = 200, good
    assert await refreshed(client)


async def test_an_endpoint_that_is_away_is_an_upstream_failure(
    client: ConfidentialClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{port}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "secret-header")
    with pytest.raises(UpstreamFailed):
        await refreshed(client)


def test_a_certificate_beside_the_key_is_named_by_its_thumbprint(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("portico-mobile.example", key_type=trustme.KeyType.RSA)
    pem = certificate.private_key_pem.bytes() + certificate.cert_chain_pems[0].bytes()
    (tmp_path / "portico-mobile.pem").write_bytes(pem)
    header = jwt.get_unverified_header(signed_with(tmp_path / "portico-mobile.pem", "web", AUTHORITY)())
    fingerprint = x509.load_pem_x509_certificate(certificate.cert_chain_pems[0].bytes()).fingerprint(SHA256())
    assert header["x5t#S256"] == jwt.utils.base64url_encode(fingerprint).decode()

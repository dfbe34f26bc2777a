"""How a function app proves which application it is: a key of its own, or its managed identity."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

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
from tests.clock import Clock
from tests.managed_identity import HOST, Endpoint
from tests.provider import AUTHORITY, Identity


def test_a_signed_assertion_is_the_clients_own_short_and_good_once(
    identity: Identity, tmp_path: Path
) -> None:
    clock = Clock()
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


@pytest.fixture
def client(identity: Identity, managed_identity: Endpoint) -> ConfidentialClient:
    def answer(request: httpx.Request) -> httpx.Response:
        return (managed_identity if request.url.host == HOST else identity).answer(request)

    return ConfidentialClient("web", None, AUTHORITY, httpx.MockTransport(answer))


async def refreshed(client: ConfidentialClient) -> dict[str, Any]:
    return await client.acquire(
        lambda application: application.acquire_token_by_refresh_token("refresh-0", ["api://x/.default"])
    )


async def test_the_managed_identitys_token_is_the_assertion(
    client: ConfidentialClient, managed_identity: Endpoint, identity: Identity
) -> None:
    await refreshed(client)
    form = parse_qs(identity.requests[-1].content.decode())
    assert form["client_assertion"] == ["token-of-the-identity"]
    assert form["client_id"] == ["web"]
    assert "client_secret" not in form
    (asked,) = managed_identity.requests
    assert dict(asked.url.params) == {"api-version": "2019-08-01", "resource": EXCHANGE_AUDIENCE}


async def test_the_identity_is_asked_once_a_day_not_once_a_call(
    client: ConfidentialClient, managed_identity: Endpoint
) -> None:
    for _ in range(3):
        await refreshed(client)
    assert len(managed_identity.requests) == 1


@pytest.mark.parametrize("status", [400, 403, 500, 503])
async def test_an_identity_that_is_refused_is_an_upstream_failure(
    client: ConfidentialClient, managed_identity: Endpoint, status: int
) -> None:
    managed_identity.failure = httpx.Response(status, json={"message": "no such identity"})
    with pytest.raises(UpstreamFailed):
        await refreshed(client)


async def test_an_identity_that_was_refused_is_asked_again(
    client: ConfidentialClient, managed_identity: Endpoint
) -> None:
    managed_identity.failure = httpx.Response(403, json={"message": "not yet"})
    with pytest.raises(UpstreamFailed):
        await refreshed(client)
    managed_identity.failure = None
    assert await refreshed(client)


async def test_an_endpoint_that_is_away_is_an_upstream_failure(
    client: ConfidentialClient, managed_identity: Endpoint
) -> None:
    managed_identity.failure = httpx.ConnectError("no connection")
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

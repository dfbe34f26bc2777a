"""Clients prove who they are by assertion only; what is not exactly right is refused."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from joserfc.util import urlsafe_b64encode

from local.identity.client_assertions import TYPE
from local.identity.sign_in import Client

Clients = Callable[[str], Client]
Ask = Callable[..., Awaitable[httpx.Response]]
NOW = 1_800_000_000
APP_TOKEN = {"grant_type": "client_credentials", "scope": "api://portico-partner/.default"}


@pytest.fixture
def acme(client: Clients) -> Client:
    return client("acme")


@pytest.fixture
def good(acme: Client, tenant_url: str) -> dict[str, Any]:
    return {
        "iss": acme.client_id,
        "sub": acme.client_id,
        "aud": f"{tenant_url}/oauth2/v2.0/token",
        "exp": NOW + 600,
        "jti": "first",
    }


def signed(client: Client, claims: dict[str, Any], algorithm: str = "RS256") -> str:
    assert client.key
    return jwt.encode({"alg": algorithm}, claims, client.key, [algorithm])


async def refused(answer: httpx.Response) -> bool:
    return answer.status_code == 401 and answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
async def test_assertion_is_accepted_once(
    acme: Client, good: dict[str, Any], token: Ask, algorithm: str
) -> None:
    form = APP_TOKEN | {"client_assertion": signed(acme, good, algorithm)}
    assert (await token(acme, **form)).status_code == 200
    again = await token(acme, **form)
    assert await refused(again)
    assert again.json()["error_codes"] == [700027]


async def test_issuer_is_an_audience_too(
    acme: Client, good: dict[str, Any], token: Ask, authority: str
) -> None:
    form = APP_TOKEN | {"client_assertion": signed(acme, good | {"aud": [authority]})}
    assert (await token(acme, **form)).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://evil.example"},
        {"aud": None},
        {"iss": "other"},
        {"sub": "other"},
        {"exp": NOW},
        {"exp": NOW + 601},
        {"exp": float("nan")},
        {"exp": str(NOW + 60)},
        {"exp": None},
        {"nbf": NOW + 60},
        {"jti": None},
        {"jti": 7},
    ],
)
async def test_wrong_claim_is_refused(
    acme: Client, good: dict[str, Any], token: Ask, changed: dict[str, Any]
) -> None:
    assert await refused(await token(acme, **APP_TOKEN, client_assertion=signed(acme, good | changed)))


async def test_another_clients_key_is_refused(
    client: Clients, acme: Client, good: dict[str, Any], token: Ask
) -> None:
    assertion = signed(client("globex"), good)
    assert await refused(await token(acme, **APP_TOKEN, client_assertion=assertion))


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE"])
async def test_unsigned_assertion_is_refused(
    acme: Client, good: dict[str, Any], token: Ask, algorithm: str
) -> None:
    parts = [urlsafe_b64encode(json.dumps(part).encode()).decode() for part in ({"alg": algorithm}, good)]
    for signature in ("", "c2ln"):
        assertion = ".".join([*parts, signature])
        assert await refused(await token(acme, **APP_TOKEN, client_assertion=assertion))


async def test_public_key_is_no_shared_secret(acme: Client, good: dict[str, Any], token: Ask) -> None:
    assert acme.key
    public = acme.key.as_pem(private=False)
    head, body = (urlsafe_b64encode(json.dumps(part).encode()) for part in ({"alg": "HS256"}, good))
    secret = OctKey.import_key(urlsafe_b64encode(public).decode())
    mac = jwt.encode({"alg": "HS256"}, good, OctKey.import_key({"kty": "oct", "k": str(secret["k"])}))
    for assertion in (mac, f"{head.decode()}.{body.decode()}.{mac.rpartition('.')[2]}"):
        assert await refused(await token(acme, **APP_TOKEN, client_assertion=assertion))


@pytest.mark.parametrize(
    "assertion",
    ["x", "..", "a.b.c.d.e", "é.é.é", '{"payload":""}', "W1tb" * 2000 + ".e30.c2ln", "x" * 20_000],
)
async def test_rubbish_is_refused(acme: Client, token: Ask, assertion: str) -> None:
    assert await refused(await token(acme, **APP_TOKEN, client_assertion=assertion))


async def test_confidential_client_without_an_assertion_is_refused(
    acme: Client, http: httpx.AsyncClient, tenant_url: str
) -> None:
    form = APP_TOKEN | {"client_id": acme.client_id, "client_secret": "guess"}
    answer = await http.post(f"{tenant_url}/oauth2/v2.0/token", data=form)
    assert await refused(answer)
    assert answer.json()["error_codes"] == [7000218]


async def test_assertion_of_another_type_is_refused(acme: Client, token: Ask) -> None:
    assert await refused(await token(acme, **APP_TOKEN, client_assertion_type=TYPE.upper()))


async def test_public_client_has_no_credential(client: Clients, token: Ask) -> None:
    assert await refused(await token(client("phone"), **APP_TOKEN, client_secret="guess"))


@pytest.mark.parametrize("client_id", ["unknown", "24505b4a-a7b7-5de5-9cbc-5da9862b7872"])
async def test_what_is_no_client_is_refused(acme: Client, token: Ask, client_id: str) -> None:
    assert await refused(await token(acme, **APP_TOKEN, client_id=client_id))

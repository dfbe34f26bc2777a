"""The switches: key rotation, call counts, faults."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from local.identity.sign_in import Client

Clients = Callable[[str], Client]
Ask = Callable[..., Awaitable[httpx.Response]]
Tokens = Callable[[], Awaitable[dict[str, Any]]]
ROOT = "http://127.0.0.1:8081"
APP_TOKEN = {"grant_type": "client_credentials", "scope": "api://portico-partner/.default"}


async def key_ids(http: httpx.AsyncClient, tenant_url: str) -> list[str]:
    keys = (await http.get(f"{tenant_url}/discovery/v2.0/keys")).json()["keys"]
    return [key["kid"] for key in keys]


async def test_rotation_keeps_the_old_key_until_it_retires(http: httpx.AsyncClient, tenant_url: str) -> None:
    before = await key_ids(http, tenant_url)
    second = (await http.post(f"{ROOT}/_rotate")).json()["kid"]
    assert await key_ids(http, tenant_url) == [second, *before]
    third = (await http.post(f"{ROOT}/_rotate?retire=true")).json()["kid"]
    assert await key_ids(http, tenant_url) == [third]


async def test_new_tokens_carry_the_new_key(
    http: httpx.AsyncClient, client: Clients, token: Ask, claims: Callable[[str], Awaitable[dict[str, Any]]]
) -> None:
    old = (await token(client("acme"), **APP_TOKEN)).json()["access_token"]
    await http.post(f"{ROOT}/_rotate")
    new = (await token(client("acme"), **APP_TOKEN)).json()["access_token"]
    assert old.partition(".")[0] != new.partition(".")[0]
    assert (await claims(old))["aud"] == (await claims(new))["aud"]


async def test_calls_are_counted(
    http: httpx.AsyncClient, client: Clients, token: Ask, tenant_url: str
) -> None:
    await token(client("acme"), **APP_TOKEN)
    await key_ids(http, tenant_url)
    assert (await http.get(f"{ROOT}/_calls")).json() == {
        "token": 1,
        "client_credentials": 1,
        "authorize": 0,
        "jwks": 1,
    }


async def test_refused_token_requests_are_counted_by_grant(
    http: httpx.AsyncClient, client: Clients, token: Ask
) -> None:
    await http.put(f"{ROOT}/_faults", json={})
    await token(client("phone"), grant_type="refresh_token", refresh_token="x")
    assert (await http.get(f"{ROOT}/_calls")).json()["refresh_token"] == 1


async def test_fault_fails_its_share_of_token_requests(
    http: httpx.AsyncClient, client: Clients, token: Ask
) -> None:
    await http.put(f"{ROOT}/_faults", json={"status": 503, "share": 0.5})
    statuses = [(await token(client("acme"), **APP_TOKEN)).status_code for _ in range(4)]
    assert statuses == [200, 503, 200, 503]
    await http.delete(f"{ROOT}/_faults")
    assert [(await token(client("acme"), **APP_TOKEN)).status_code for _ in range(2)] == [200, 200]


async def test_outage_lasts_until_it_is_cleared(
    http: httpx.AsyncClient, client: Clients, token: Ask, tenant_url: str
) -> None:
    await http.put(f"{ROOT}/_faults", json={})
    answers = [await token(client("acme"), **APP_TOKEN) for _ in range(3)]
    answers.append(await http.post(f"{tenant_url}/oauth2/v2.0/revoke"))
    assert [answer.status_code for answer in answers] == [503] * 4
    await http.delete(f"{ROOT}/_faults")
    assert (await token(client("acme"), **APP_TOKEN)).status_code == 200


async def test_a_revoked_user_must_sign_in_again(
    http: httpx.AsyncClient,
    client: Clients,
    token: Ask,
    phone_tokens: Tokens,
    authorize: Ask,
    authorization: dict[str, str],
) -> None:
    refresh = {"grant_type": "refresh_token", "refresh_token": (await phone_tokens())["refresh_token"]}
    assert (await http.put(f"{ROOT}/_revoked", json={"login": "bob"})).status_code == 204
    refresh["refresh_token"] = (await token(client("phone"), **refresh)).json()["refresh_token"]
    assert (await http.put(f"{ROOT}/_revoked", json={"login": "alice"})).status_code == 204
    answer = await token(client("phone"), **refresh)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert (await authorize(authorization, prompt="", login_hint="")).status_code == 200
    assert "refresh_token" in await phone_tokens()


@pytest.mark.parametrize("drill", ["_step_up", "_revoked"])
@pytest.mark.parametrize("body", ["", '{"login":"nobody","acrs":"c1"}', '{"login":"alice","acrs":"mfa"}'])
async def test_a_drill_of_an_unknown_user_or_context_is_refused(
    http: httpx.AsyncClient, drill: str, body: str
) -> None:
    answer = await http.put(f"{ROOT}/{drill}", content=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("body", ["", "[]", '{"status":200}', '{"share":2}', '{"kind":"slow"}'])
async def test_unknown_fault_is_refused(http: httpx.AsyncClient, body: str) -> None:
    answer = await http.put(f"{ROOT}/_faults", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]

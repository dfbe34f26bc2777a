"""On-behalf-of: a client trades a user's token for one to its upstream, and nothing else for anything."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from local.identity.sign_in import Client

Clients = Callable[[str], Client]
Ask = Callable[..., Awaitable[httpx.Response]]
Tokens = Callable[[], Awaitable[dict[str, Any]]]
Form = Callable[..., Awaitable[dict[str, str]]]
Read = Callable[[str], Awaitable[dict[str, Any]]]

OBO = {
    "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "requested_token_use": "on_behalf_of",
    "scope": "api://orders/.default",
}


async def test_on_behalf_of_keeps_the_user_and_the_session(
    client: Clients, token: Ask, phone_tokens: Tokens, claims: Read
) -> None:
    assertion = (await phone_tokens())["access_token"]
    body = (await token(client("portico-mobile"), **OBO, assertion=assertion)).json()
    inner, outer = await claims(body["access_token"]), await claims(assertion)
    assert inner["aud"] == "24505b4a-a7b7-5de5-9cbc-5da9862b7872"
    assert inner["azp"] == "c0d716c5-7972-50ed-8cec-85280fa35730"
    assert inner["scp"] == "access_as_user"
    assert [inner[name] for name in ("oid", "sid", "tid")] == [outer[name] for name in ("oid", "sid", "tid")]


async def test_on_behalf_of_needs_the_clients_own_audience(
    client: Clients, token: Ask, phone_tokens: Tokens
) -> None:
    assertion = (await phone_tokens())["access_token"]
    answer = await token(client("portico-desktop"), **OBO, assertion=assertion)
    assert (answer.status_code, answer.json()["error_codes"]) == (400, [50013])


async def test_on_behalf_of_needs_a_living_assertion(
    client: Clients, token: Ask, phone_tokens: Tokens, time: list[float]
) -> None:
    assertion = (await phone_tokens())["access_token"]
    time[0] += 3600
    assert (await token(client("portico-mobile"), **OBO, assertion=assertion)).json()[
        "error"
    ] == "invalid_grant"


async def test_on_behalf_of_refuses_an_app_only_token(client: Clients, token: Ask) -> None:
    form = {"grant_type": "client_credentials", "scope": "api://portico-desktop/.default"}
    assertion = (await token(client("acme"), **form)).json()["access_token"]
    answer = await token(client("portico-desktop"), **OBO, assertion=assertion)
    assert answer.json()["error"] == "invalid_grant"


async def test_on_behalf_of_refuses_an_id_token(client: Clients, token: Ask, code_form: Form) -> None:
    web = client("web")
    form = await code_form(client_id=web.client_id, scope="api://portico-desktop/.default openid")
    assertion = (await token(web, **form)).json()["id_token"]
    assert (await token(web, **OBO, assertion=assertion)).status_code == 400


async def test_on_behalf_of_refuses_a_forged_assertion(
    client: Clients, token: Ask, phone_tokens: Tokens, claims: Read
) -> None:
    mobile = client("portico-mobile")
    genuine = (await phone_tokens())["access_token"]
    forged = jwt.encode({"alg": "RS256"}, await claims(genuine), RSAKey.generate_key(2048))
    unsigned = ".".join([genuine.split(".")[0], genuine.split(".")[1], ""])
    for assertion in (forged, unsigned, genuine[:-2], "a.b.c", "é", "{}", "." * 9000):
        answer = await token(mobile, **OBO, assertion=assertion)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_unauthorised_resource_needs_consent(client: Clients, token: Ask, phone_tokens: Tokens) -> None:
    assertion = (await phone_tokens())["access_token"]
    form = OBO | {"scope": "api://portico-desktop/.default", "assertion": assertion}
    body = (await token(client("portico-mobile"), **form)).json()
    assert (body["error"], body["suberror"], body["error_codes"]) == (
        "invalid_grant",
        "consent_required",
        [65001],
    )


async def test_on_behalf_of_needs_the_step_up_that_is_asked_of_the_user(
    http: httpx.AsyncClient, client: Clients, token: Ask, phone_tokens: Tokens, code_form: Form, claims: Read
) -> None:
    await http.put("http://127.0.0.1:8081/_step_up", json={"login": "alice", "acrs": "c1"})
    form = OBO | {"assertion": (await phone_tokens())["access_token"]}
    refused = await token(client("portico-mobile"), **form)
    body = refused.json()
    assert (refused.status_code, body["error"], body["suberror"]) == (
        400,
        "interaction_required",
        "basic_action",
    )
    assert body["claims"] == '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

    stepped_up = (await token(client("phone"), **await code_form(claims=body["claims"]))).json()
    assert (await claims(stepped_up["access_token"]))["acrs"] == ["c1"]
    form["assertion"] = stepped_up["access_token"]
    assert (await token(client("portico-mobile"), **form)).status_code == 200


async def test_step_up_is_asked_of_nobody_else_and_until_it_is_cleared(
    http: httpx.AsyncClient, client: Clients, token: Ask, phone_tokens: Tokens
) -> None:
    form = OBO | {"assertion": (await phone_tokens())["access_token"]}
    await http.put("http://127.0.0.1:8081/_step_up", json={"login": "bob", "acrs": "c1"})
    assert (await token(client("portico-mobile"), **form)).status_code == 200
    await http.put("http://127.0.0.1:8081/_step_up", json={"login": "alice", "acrs": "c1"})
    assert (await token(client("portico-mobile"), **form)).status_code == 400
    await http.delete("http://127.0.0.1:8081/_step_up")
    assert (await token(client("portico-mobile"), **form)).status_code == 200


async def test_on_behalf_of_must_be_asked_for_by_name(client: Clients, token: Ask) -> None:
    form = OBO | {"requested_token_use": "other", "assertion": "x"}
    assert (await token(client("portico-mobile"), **form)).json()["error"] == "invalid_request"

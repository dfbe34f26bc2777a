"""The token endpoint's grants, from the outside."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from local.identity.sign_in import Client

Clients = Callable[[str], Client]
Ask = Callable[..., Awaitable[httpx.Response]]
Tokens = Callable[[], Awaitable[dict[str, Any]]]
Form = Callable[..., Awaitable[dict[str, str]]]
Read = Callable[[str], Awaitable[dict[str, Any]]]


async def test_user_token_has_entras_claims(phone_tokens: Tokens, claims: Read, authority: str) -> None:
    tokens = await phone_tokens()
    access = await claims(tokens["access_token"])
    assert {len(access.pop(name)) for name in ("uti", "sid", "sub")} == {22, 32, 43}
    assert access == {
        "iss": authority,
        "aud": "c0d716c5-7972-50ed-8cec-85280fa35730",
        "azp": "d0a170e7-7e80-5cfe-b052-ba59b98d77f8",
        "azpacr": "0",
        "tid": "5328d9b7-d540-51a9-a9d8-35e2e9105335",
        "oid": "df22332e-29a4-51ce-a3f4-3b680a68f77c",
        "name": "Alice Larsen",
        "preferred_username": "alice.larsen@example.com",
        "scp": "orders.read",
        "iat": 1_800_000_000,
        "nbf": 1_800_000_000,
        "exp": 1_800_003_600,
        "ver": "2.0",
    }


async def test_id_token_is_the_clients_and_shares_the_session(phone_tokens: Tokens, claims: Read) -> None:
    tokens = await phone_tokens()
    access, identity = await claims(tokens["access_token"]), await claims(tokens["id_token"])
    assert (identity["aud"], identity["nonce"]) == ("d0a170e7-7e80-5cfe-b052-ba59b98d77f8", "once")
    assert identity["sid"] == access["sid"]
    assert identity["sub"] != access["sub"]
    assert "scp" not in identity
    names = ("oid", "tid", "name", "preferred_username", "exp", "auth_time")
    assert [identity[name] for name in names] == [
        "df22332e-29a4-51ce-a3f4-3b680a68f77c",
        "5328d9b7-d540-51a9-a9d8-35e2e9105335",
        "Alice Larsen",
        "alice.larsen@example.com",
        1_800_003_600,
        1_800_000_000,
    ]


async def test_web_clients_token_is_for_the_desktop_channel(
    client: Clients, token: Ask, code_form: Form, claims: Read
) -> None:
    web = client("web")
    form = await code_form(client_id=web.client_id, scope="api://portico-desktop/.default")
    access = await claims((await token(web, **form)).json()["access_token"])
    assert (access["aud"], access["azp"]) == (
        "b7c05094-4332-5bd4-872d-0535ff545c3f",
        "73421bc3-ab78-5d95-9142-f096076961f4",
    )


async def test_step_up_outlives_the_access_token(
    client: Clients, token: Ask, code_form: Form, claims: Read, time: list[float]
) -> None:
    form = await code_form(claims='{"access_token":{"acrs":{"values":["c1","c2"]}}}')
    tokens = (await token(client("phone"), **form)).json()
    time[0] += 3600
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    renewed = (await token(client("phone"), **refresh)).json()
    assert (await claims(renewed["access_token"]))["acrs"] == ["c1", "c2"]
    assert (await claims(renewed["id_token"]))["auth_time"] == 1_800_000_000


async def test_assigned_role_is_in_the_users_token(
    client: Clients, token: Ask, code_form: Form, claims: Read
) -> None:
    web = client("web")
    form = await code_form(
        client_id=web.client_id, scope="api://portico-desktop/.default", login_hint="carol"
    )
    tokens = (await token(web, **form)).json()
    access = await claims(tokens["access_token"])
    assert access["roles"] == ["Orders.Read.All"]
    assert (access["scp"], access["azpacr"]) == ("orders.read orders.write catalog.read", "2")
    assert "id_token" not in tokens
    assert "refresh_token" not in tokens


async def test_response_says_which_scopes_were_granted(client: Clients, token: Ask, code_form: Form) -> None:
    answer = await token(client("phone"), **await code_form())
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert body["scope"] == "api://portico-mobile/orders.read openid"


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"code_verifier": "w" * 43}, 501481),
        ({"code_verifier": "é"}, 501481),
        ({"redirect_uri": "http://127.0.0.1:1/callback"}, 50011),
        ({"code": "unknown"}, 70000),
    ],
)
async def test_wrong_code_request_is_an_invalid_grant(
    client: Clients, token: Ask, code_form: Form, changed: dict[str, str], number: int
) -> None:
    answer = await token(client("phone"), **(await code_form() | changed))
    assert answer.status_code == 400
    assert (answer.json()["error"], answer.json()["error_codes"]) == ("invalid_grant", [number])


async def test_another_client_cannot_redeem_a_code(client: Clients, token: Ask, code_form: Form) -> None:
    form = await code_form()
    assert (await token(client("web"), **form)).json()["error"] == "invalid_grant"
    assert (await token(client("phone"), **form)).status_code == 200


async def test_code_expires_after_a_minute(
    client: Clients, token: Ask, code_form: Form, time: list[float]
) -> None:
    form = await code_form()
    time[0] += 60
    assert (await token(client("phone"), **form)).json()["error_codes"] == [70008]


async def test_code_used_twice_revokes_what_it_issued(client: Clients, token: Ask, code_form: Form) -> None:
    phone, form = client("phone"), await code_form()
    refresh = (await token(phone, **form)).json()["refresh_token"]
    assert (await token(phone, **form)).json()["error_codes"] == [54005]
    answer = await token(phone, grant_type="refresh_token", refresh_token=refresh)
    assert answer.json()["error"] == "invalid_grant"


async def test_refresh_rotates(client: Clients, token: Ask, phone_tokens: Tokens, claims: Read) -> None:
    phone = client("phone")
    first = await phone_tokens()
    second = (await token(phone, grant_type="refresh_token", refresh_token=first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    before, after = await claims(first["access_token"]), await claims(second["access_token"])
    assert before.pop("uti") != after.pop("uti")
    assert before == after


async def test_old_refresh_token_revokes_the_whole_family(
    client: Clients, token: Ask, phone_tokens: Tokens
) -> None:
    phone = client("phone")
    first = (await phone_tokens())["refresh_token"]
    second = (await token(phone, grant_type="refresh_token", refresh_token=first)).json()["refresh_token"]
    for stale in (first, second):
        answer = await token(phone, grant_type="refresh_token", refresh_token=stale)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_refresh_for_a_bad_scope_does_not_spend_the_token(
    client: Clients, token: Ask, phone_tokens: Tokens
) -> None:
    phone = client("phone")
    secret = (await phone_tokens())["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": secret}
    assert (await token(phone, **form, scope="api://nobody/x")).json()["error"] == "invalid_scope"
    narrower = (await token(phone, **form, scope="api://portico-mobile/catalog.read")).json()
    assert narrower["scope"] == "api://portico-mobile/catalog.read"
    assert "refresh_token" in narrower


async def test_app_token_has_no_user_and_no_scope(client: Clients, token: Ask, claims: Read) -> None:
    form = {"grant_type": "client_credentials", "scope": "api://portico-partner/.default"}
    body = (await token(client("acme"), **form)).json()
    access = await claims(body["access_token"])
    assert access["aud"] == "2b306475-f358-5619-97e0-5188e8e0e3c4"
    assert (access["idtyp"], access["roles"]) == ("app", ["Orders.Read.All"])
    assert access["oid"] == access["sub"]
    assert not {"scp", "name", "preferred_username", "sid"} & access.keys()
    assert not {"refresh_token", "id_token"} & body.keys()


async def test_app_token_without_an_assignment_has_no_roles(
    client: Clients, token: Ask, claims: Read
) -> None:
    form = {"grant_type": "client_credentials", "scope": "24505b4a-a7b7-5de5-9cbc-5da9862b7872/.default"}
    assert "roles" not in await claims((await token(client("acme"), **form)).json()["access_token"])


@pytest.mark.parametrize(
    "scope", ["api://orders/access_as_user", "api://orders/.default openid", "openid", "x/.default"]
)
async def test_client_credentials_need_one_resources_default_scope(
    client: Clients, token: Ask, scope: str
) -> None:
    answer = await token(client("acme"), grant_type="client_credentials", scope=scope)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_public_client_cannot_act_for_itself(client: Clients, token: Ask) -> None:
    answer = await token(client("phone"), grant_type="client_credentials", scope="api://orders/.default")
    assert answer.json()["error"] == "unauthorized_client"


async def test_lifetime_may_be_negative(client: Clients, token: Ask, claims: Read) -> None:
    form = {"grant_type": "client_credentials", "scope": "api://orders/.default", "lifetime": "-60"}
    body = (await token(client("acme"), **form)).json()
    access = await claims(body["access_token"])
    assert (access["exp"], body["expires_in"]) == (1_799_999_940, -60)
    assert access["iat"] <= access["exp"]


@pytest.mark.parametrize("lifetime", ["soon", "1e9", "9999999", "٣"])
async def test_lifetime_is_a_number_of_seconds(client: Clients, token: Ask, lifetime: str) -> None:
    form = {"grant_type": "client_credentials", "scope": "api://orders/.default", "lifetime": lifetime}
    assert (await token(client("acme"), **form)).json()["error"] == "invalid_request"

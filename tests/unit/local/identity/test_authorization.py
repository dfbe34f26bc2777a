"""The authorization endpoint: codes, the page to choose a user on, single sign-on, refusals."""

import re
from collections.abc import Awaitable, Callable

import httpx
import pytest

from local.identity import IdentityConfig, create_app

Authorize = Callable[..., Awaitable[httpx.Response]]
Redirected = Callable[[httpx.Response], dict[str, str]]
Parameters = dict[str, str]
STEP_UP = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


@pytest.fixture
def by_hand(authorization: Parameters) -> Parameters:
    """The same request from an app that expects its user to choose."""
    return {name: value for name, value in authorization.items() if name not in ("prompt", "login_hint")}


async def test_code_comes_back_with_state_and_issuer(
    authorize: Authorize, authorization: Parameters, redirected: Redirected, authority: str
) -> None:
    response = await authorize(authorization)
    answer = redirected(response)
    assert response.headers["location"].startswith("http://127.0.0.1:53211/callback?")
    assert answer.pop("code")
    assert answer == {"state": "opaque", "iss": authority}
    assert response.headers["referrer-policy"] == "no-referrer"


async def test_page_lists_the_users_without_script(authorize: Authorize, by_hand: Parameters) -> None:
    response = await authorize(by_hand)
    assert response.status_code == 200
    assert response.text.count("<button") == 50
    assert "<script" not in response.text
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:53211" in policy


async def test_hinted_user_comes_first(authorize: Authorize, by_hand: Parameters) -> None:
    page = (await authorize(by_hand, login_hint="bob.okafor@example.com")).text
    assert re.findall('value="([a-z]+)"', page)[:2] == ["bob", "alice"]


async def test_chosen_user_is_signed_in(
    http: httpx.AsyncClient, authorize: Authorize, by_hand: Parameters, redirected: Redirected
) -> None:
    page = await authorize(by_hand)
    assert redirected(await http.post(page.url, data={"login": "bob"}))["code"]


async def test_second_app_needs_no_click(
    http: httpx.AsyncClient, authorize: Authorize, by_hand: Parameters, redirected: Redirected
) -> None:
    page = await authorize(by_hand)
    chosen = await http.post(page.url, data={"login": "bob"})
    cookie = chosen.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert redirected(await authorize(by_hand))["code"]
    assert redirected(await authorize(by_hand, prompt="none"))["code"]
    assert redirected(await authorize(by_hand, login_hint="bob"))["code"]


@pytest.mark.parametrize(
    "asked", [{"prompt": "login"}, {"prompt": "select_account"}, {"login_hint": "alice"}, {"login_hint": "x"}]
)
async def test_signed_in_user_is_asked_again_when_the_app_wants_it(
    http: httpx.AsyncClient, authorize: Authorize, by_hand: Parameters, asked: Parameters
) -> None:
    page = await authorize(by_hand)
    await http.post(page.url, data={"login": "bob"})
    assert (await authorize(by_hand, **asked)).status_code == 200


@pytest.mark.parametrize(
    ("asked", "error"),
    [({"claims": STEP_UP}, "interaction_required"), ({"max_age": "59"}, "login_required")],
)
async def test_step_up_and_an_old_sign_in_are_never_silent(
    http: httpx.AsyncClient,
    authorize: Authorize,
    by_hand: Parameters,
    redirected: Redirected,
    time: list[float],
    asked: Parameters,
    error: str,
) -> None:
    page = await authorize(by_hand)
    await http.post(page.url, data={"login": "bob"})
    time[0] += 60
    assert redirected(await authorize(by_hand, prompt="none", **asked))["error"] == error
    page = await authorize(by_hand, **asked)
    assert page.status_code == 200
    assert redirected(await http.post(page.url, data={"login": "bob"}))["code"]


async def test_signing_in_again_keeps_the_session_and_makes_it_recent(
    http: httpx.AsyncClient, authorize: Authorize, by_hand: Parameters, time: list[float]
) -> None:
    page = await authorize(by_hand)
    first = await http.post(page.url, data={"login": "bob"})
    time[0] += 60
    again = await http.post(page.url, data={"login": "bob"})
    assert "set-cookie" in first.headers
    assert "set-cookie" not in again.headers
    assert (await authorize(by_hand, max_age="0")).status_code == 303


async def test_single_sign_on_ends_after_a_day(
    http: httpx.AsyncClient, authorize: Authorize, by_hand: Parameters, time: list[float]
) -> None:
    page = await authorize(by_hand)
    await http.post(page.url, data={"login": "bob"})
    time[0] += 24 * 3600
    assert (await authorize(by_hand)).status_code == 200


async def test_form_from_another_site_is_refused(
    http: httpx.AsyncClient, authorize: Authorize, by_hand: Parameters, redirected: Redirected
) -> None:
    page = await authorize(by_hand)
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await http.post(page.url, data={"login": "bob"}, headers=headers)
    assert redirected(answer)["error"] == "access_denied"


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "unknown"},
        {"client_id": ""},
        {"redirect_uri": "http://127.0.0.1:53211/callback/"},
        {"redirect_uri": "http://127.0.0.1:53211/callback?x=1"},
        {"redirect_uri": "http://127.0.0.1:53211@evil.example/callback"},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "http://localhost:53211/callback"},
        {"redirect_uri": "http://127.0.0.1:53211/callback\n"},
    ],
)
async def test_unknown_recipient_sees_an_error_page_and_no_redirect(
    authorize: Authorize, authorization: Parameters, changed: Parameters
) -> None:
    response = await authorize(authorization, **changed)
    assert response.status_code == 400
    assert "location" not in response.headers
    assert "AADSTS" in response.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"prompt": "sometimes"}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"claims": "[" * 5000}, "invalid_request"),
        ({"claims": '{"access_token":{"acrs":"c1"}}'}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"scope": "api://portico-mobile/orders.read api://orders/.default"}, "invalid_scope"),
        ({"scope": "api://portico-mobile/orders.delete"}, "invalid_scope"),
        ({"scope": "api://portico-desktop/orders.read"}, "consent_required"),
        ({"login_hint": "nobody"}, "login_required"),
        ({"login_hint": ""}, "login_required"),
    ],
)
async def test_refusal_is_sent_to_the_client(
    authorize: Authorize, authorization: Parameters, redirected: Redirected, changed: Parameters, error: str
) -> None:
    answer = redirected(await authorize(authorization, **changed))
    assert (answer["error"], answer["state"]) == (error, "opaque")
    assert answer["iss"].startswith("https://127.0.0.1:8082/")
    assert "code" not in answer


async def test_repeated_parameter_is_refused(
    http: httpx.AsyncClient, authorize: Authorize, authorization: Parameters
) -> None:
    good = await authorize(authorization)
    assert (await http.get(f"{good.url}&nonce=again")).status_code == 400


async def test_oversized_request_is_refused(authorize: Authorize, authorization: Parameters) -> None:
    assert (await authorize(authorization, state="x" * 33_000)).status_code == 413


@pytest.mark.parametrize(
    "claims",
    [
        "{}",
        '{"access_token": {"xms_cc": {"values": ["CP1"]}, "acrs": null}}',
        '{"access_token": {"nbf": {"essential": true, "value": 1604106651}}}',
        '{"id_token": {"auth_time": {"essential": true}}}',
    ],
)
async def test_claims_that_are_not_understood_are_no_error(
    authorize: Authorize, authorization: Parameters, redirected: Redirected, claims: str
) -> None:
    assert redirected(await authorize(authorization, claims=claims))["code"]


@pytest.mark.parametrize("public_url", ["http://127.0.0.1:8080", "http://app.portico.localhost:8080"])
async def test_gateways_address_is_a_registered_redirect(
    authorization: Parameters,
    redirected: Redirected,
    config: IdentityConfig,
    tenant_url: str,
    public_url: str,
) -> None:
    app = create_app(config.model_copy(update={"public_url": public_url}))
    web = {
        "client_id": "73421bc3-ab78-5d95-9142-f096076961f4",
        "redirect_uri": f"{public_url}/desktop/session/callback",
        "scope": "api://portico-desktop/orders.read openid offline_access",
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http:
        endpoint = f"{tenant_url}/oauth2/v2.0/authorize"
        assert redirected(await http.get(endpoint, params=authorization | web))["code"]

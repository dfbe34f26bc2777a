"""Signing in: the code flow run by the server (B1, B2, B16, A17, A24, A26 to A30, A32)."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt

from local.identity.signing_keys import SigningKeys
from local.stack.directory import read_directory
from tests.system.browser import LOGIN, SESSION, Browser, parameters
from tests.system.conftest import Portico
from tests.system.interception import Document, intercepted


def refused(answer: httpx.Response, status: int, code: str, parameter: str | None = None) -> bool:
    problem = answer.json()
    return (answer.status_code, problem["code"], problem.get("parameter")) == (status, code, parameter)


async def test_b1_codes_and_refresh_tokens_are_redeemed_by_a_confidential_client(portico: Portico) -> None:
    with intercepted(portico, portico.clock) as provider:
        browser = portico.browser()
        await browser.sign_in()
        for _ in range(2):
            portico.clock.advance(1700)
            await browser.fetch("GET", "/desktop/products?pages=1")
    ours = [form for form in provider.forms("token") if "requested_token_use" not in form]
    assert [form["grant_type"] for form in ours] == ["authorization_code", "refresh_token"]
    assert all(form["client_assertion"] and "client_secret" not in form for form in ours)


async def test_b2_a_code_is_asked_for_with_pkce(portico: Portico) -> None:
    begun = await portico.browser().navigate("/desktop/session/login")
    asked = parameters(begun.headers["location"])
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert re.fullmatch("[A-Za-z0-9_-]{43}", asked["code_challenge"])
    assert len(asked["state"]) >= 22
    assert len(asked["nonce"]) >= 22


async def test_b2_every_login_has_a_state_nonce_and_challenge_of_its_own(portico: Portico) -> None:
    browser = portico.browser()
    asked = [
        parameters((await browser.navigate("/desktop/session/login")).headers["location"]) for _ in range(3)
    ]
    for name in ("state", "nonce", "code_challenge"):
        assert len({each[name] for each in asked}) == 3


async def test_b16_a_login_is_a_navigation_there_and_back(portico: Portico) -> None:
    browser = portico.browser()
    begun = await browser.navigate("/desktop/session/login", params={"returnUrl": "/app/?view=orders"})
    assert (begun.status_code, begun.headers["Cache-Control"]) == (302, "no-store")
    landed = await browser.sign_in(returnUrl="/app/?view=orders")
    assert (landed.status_code, landed.headers["Location"]) == (303, "/app/?view=orders")
    assert landed.content == b""


async def test_a17_a_login_gives_a_new_id_and_ends_the_former_session(portico: Portico) -> None:
    browser = portico.browser()
    await browser.sign_in()
    former = browser.session
    await browser.sign_in()
    assert browser.session != former
    for path in ("/desktop/session/me", "/desktop/products?pages=1"):
        answer = await browser.fetch("GET", path, {"cookie": f"{SESSION}={former}"})
        assert refused(answer, 401, "session_expired"), path


async def test_a17_a_session_id_that_somebody_planted_is_not_adopted(portico: Portico) -> None:
    browser = portico.browser()
    browser.cookies[SESSION] = 43 * "x"
    await browser.sign_in()
    assert browser.session != 43 * "x"
    answer = await browser.fetch("GET", "/desktop/session/me", {"cookie": f"{SESSION}={43 * 'x'}"})
    assert refused(answer, 401, "session_expired")


@pytest.mark.parametrize(
    "metadata",
    [
        {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "embed"},
    ],
    ids=lambda metadata: metadata["sec-fetch-dest"],
)
async def test_a24_no_page_begins_a_login_behind_the_users_back(
    portico: Portico, metadata: dict[str, str]
) -> None:
    browser = portico.browser()
    answer = await browser.send("GET", "/desktop/session/login", metadata)
    assert refused(answer, 403, "csrf_failed")
    assert browser.cookies == {}


async def test_a26_a_code_is_of_use_only_to_the_browser_that_asked_for_it(portico: Portico) -> None:
    victim, callback = portico.browser(), await portico.browser().authorize("bob")
    for begun in (False, True):
        if begun:
            await victim.navigate("/desktop/session/login")
        answer = await victim.navigate(callback, cross_site=True)
        assert refused(answer, 400, "invalid_request", "state")
        assert victim.session is None


async def test_a26_a_code_is_of_use_only_to_the_login_that_asked_for_it(portico: Portico) -> None:
    """Of two logins of one browser: PKCE and nonce bind a code, not the state alone."""
    browser = portico.browser()
    first, second = parameters(await browser.authorize()), parameters(await browser.authorize())
    mixed = second | {"code": first["code"]}
    answer = await browser.send("GET", "/desktop/session/callback", params=mixed, cross_site=True)
    assert refused(answer, 400, "invalid_request", "code")
    assert browser.session is None


@pytest.mark.parametrize("issuer", ["https://evil.test/v2.0", "", None])
async def test_a27_a_code_of_another_provider_is_not_redeemed(portico: Portico, issuer: str | None) -> None:
    browser = portico.browser()
    with intercepted(portico) as provider:
        sent = parameters(await browser.authorize())
        told = {name: value for name, value in (sent | {"iss": issuer}).items() if value is not None}
        answer = await browser.send("GET", "/desktop/session/callback", params=told, cross_site=True)
    assert refused(answer, 400, "invalid_request", "iss")
    assert (provider.forms("token"), browser.session) == ([], None)


async def test_a28_an_id_token_of_another_login_is_refused(portico: Portico) -> None:
    browser = portico.browser()
    with intercepted(portico) as provider:
        await browser.sign_in()
        del browser.cookies[SESSION]
        former = provider.granted[0]["id_token"]
        provider.changes["/token"] = lambda document: document | {"id_token": former}
        answer = await browser.sign_in()
    assert refused(answer, 502, "upstream_failed")
    assert browser.session is None


@pytest.mark.parametrize("issuer", ["https://evil.test/v2.0", "https://login.microsoftonline.com/x/v2.0"])
async def test_a29_metadata_of_another_issuer_is_not_believed(portico: Portico, issuer: str) -> None:
    browser = portico.browser()
    with intercepted(portico) as provider:
        provider.changes["/openid-configuration"] = lambda document: document | {"issuer": issuer}
        answer = await browser.navigate("/desktop/session/login")
        if answer.status_code == 302:  # msal trusts issuers of Microsoft's; we do not
            answer = await browser.sign_in()
    assert refused(answer, 502, "upstream_failed")
    assert browser.session is None


def altered(**claims: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Claims of None are left out."""
    return lambda given: {name: value for name, value in (given | claims).items() if value is not None}


ID_TOKENS = {
    "aud of another client": altered(aud="d0a170e7-7e80-5cfe-b052-ba59b98d77f8"),
    "aud of several": lambda given: given | {"aud": [given["aud"], "other"]},
    "azp of another client": altered(azp="other"),
    "iss of another": altered(iss="https://evil.test/v2.0"),
    "tid of another": altered(tid="00000000-0000-0000-0000-000000000000"),
    "expired": altered(exp=1),
    "no exp": altered(exp=None),
    "no nonce": altered(nonce=None),
    "no sub": altered(sub=None),
    "no oid": altered(oid=None),
}


async def sign_in_with(portico: Portico, browser: Browser, change: Callable[[Document], Document]) -> Any:
    with intercepted(portico) as provider:
        provider.changes["/token"] = change
        return await browser.sign_in()


@pytest.mark.parametrize("change", ID_TOKENS.values(), ids=ID_TOKENS.keys())
async def test_a30_an_id_token_must_be_this_clients_own(
    portico: Portico, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    """Signed by the provider's true key, so that the claims alone decide."""
    keys = SigningKeys(portico.world.layout.state / "identity" / "signing_keys.json")

    def resign(document: Document) -> Document:
        claims = jwt.decode(document["id_token"], keys.accepted).claims
        return document | {"id_token": keys.sign(change(claims))}

    browser = portico.browser()
    answer = await sign_in_with(portico, browser, resign)
    assert refused(answer, 502, "upstream_failed")
    assert browser.session is None


async def test_a32_an_access_token_is_no_id_token(portico: Portico) -> None:
    browser = portico.browser()
    answer = await sign_in_with(
        portico, browser, lambda document: document | {"id_token": document["access_token"]}
    )
    assert refused(answer, 502, "upstream_failed")
    assert browser.session is None


async def test_a_login_that_is_denied_comes_back_and_says_so(portico: Portico) -> None:
    browser = portico.browser()
    begun = await browser.navigate("/desktop/session/login", params={"returnUrl": "/app/?view=orders#x"})
    state = parameters(begun.headers["location"])["state"]
    sent = {"error": "access_denied", "state": state}
    answer = await browser.send("GET", "/desktop/session/callback", params=sent, cross_site=True)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/app/?view=orders&login=denied#x")
    assert browser.cookies == {}


async def test_the_client_of_the_sign_in_is_the_web_client(portico: Portico) -> None:
    begun = await portico.browser().navigate("/desktop/session/login")
    apps = {app.name: app.client_id for app in read_directory(portico.world.layout).apps}
    asked = parameters(begun.headers["location"])
    assert asked["client_id"] == apps["web"]
    assert asked["redirect_uri"] == f"{portico.world.layout.public_url}/desktop/session/callback"
    assert LOGIN in begun.headers["Set-Cookie"]

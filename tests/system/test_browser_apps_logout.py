"""Signing out, here and at the provider (L1 to L13). Entra ID offers front-channel logout only."""

import asyncio
import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from tests.system.browser import SESSION, Browser
from tests.system.conftest import Portico
from tests.system.interception import Interceptor, intercepted

ME = "/desktop/session/me"
LOGOUT = "/desktop/session/logout"
FRONT_CHANNEL = "/desktop/session/frontchannel-logout"


@pytest.fixture
async def provider(portico: Portico) -> AsyncIterator[Interceptor]:
    with intercepted(portico) as provider:
        yield provider


@pytest.fixture
async def browser(portico: Portico, provider: Interceptor) -> Browser:
    """One that has signed in."""
    browser = portico.browser()
    await browser.sign_in("yara")
    return browser


async def is_signed_in(browser: Browser) -> bool:
    return (await browser.fetch("GET", ME)).status_code == 200


async def notice(browser: Browser) -> str:
    """Where the provider's logout page tells us that its session has ended: it signs out there."""
    me = (await browser.fetch("GET", ME)).json()
    page = await browser.navigate(me["logoutUrl"])
    (frame,) = re.findall('<iframe[^>]* src="([^"]+)"', page.text)
    return unescape(frame)


async def embedded(portico: Portico, url: str) -> httpx.Response:
    """As an iframe of another site asks: without cookies."""
    metadata = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    return await portico.browser().send("GET", url, metadata)


async def test_l1_a_logout_is_a_post(browser: Browser) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        assert (await browser.fetch(method, LOGOUT)).status_code == 404
    assert await is_signed_in(browser)


async def test_l2_a_front_channel_logout_is_answered_200(portico: Portico, browser: Browser) -> None:
    url = await notice(browser)
    answer = await embedded(portico, url)
    assert (answer.status_code, answer.content) == (200, b"")
    assert not await is_signed_in(browser)


@pytest.mark.parametrize(
    "query", ["", "?iss=x", "?sid=x", "?iss=x&sid=", "?iss=x&sid=a&sid=b", "?sid=%ff&iss=x"]
)
async def test_l2_a_notice_that_lacks_something_is_400(portico: Portico, query: str) -> None:
    answer = await embedded(portico, f"{FRONT_CHANNEL}{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")


async def test_l3_no_answer_to_a_logout_is_stored(portico: Portico, browser: Browser) -> None:
    answers = [await browser.fetch("POST", LOGOUT), await embedded(portico, f"{FRONT_CHANNEL}?iss=x&sid=x")]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize(
    ("name", "value"), [("iss", "https://evil.test/v2.0"), ("iss", ""), ("sid", "other")]
)
async def test_l5_a_notice_of_another_issuer_or_session_ends_nothing(
    portico: Portico, browser: Browser, name: str, value: str
) -> None:
    url = httpx.URL(await notice(browser))
    answer = await embedded(portico, str(url.copy_set_param(name, value)))
    assert answer.status_code == 200
    assert await is_signed_in(browser)


async def test_l9_a_notice_ends_every_session_of_the_providers_own(
    portico: Portico, browser: Browser
) -> None:
    """One sign-in at the provider may have given several here; another's are left alone."""
    other = Browser(browser.http, browser.gateway)
    other.jar |= {site: kept for site, kept in browser.jar.items() if site not in browser.gateway}
    await other.sign_in()
    stranger = portico.browser()
    await stranger.sign_in("yara")
    await embedded(portico, await notice(browser))
    assert not await is_signed_in(browser)
    assert not await is_signed_in(other)
    assert await is_signed_in(stranger)


async def test_l10_a_flood_of_notices_is_limited(portico: Portico) -> None:
    for _ in range(600):
        assert (await embedded(portico, f"{FRONT_CHANNEL}?iss=x&sid=x")).status_code == 200
    refused = await embedded(portico, f"{FRONT_CHANNEL}?iss=x&sid=x")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")


async def test_l12_a_logout_revokes_the_refresh_token(provider: Interceptor, browser: Browser) -> None:
    assert (await browser.fetch("POST", LOGOUT)).status_code == 204
    (form,) = provider.forms("revoke")
    assert form["token"] == provider.granted[0]["refresh_token"]
    assert form["token_type_hint"] == "refresh_token"
    assert form["client_assertion"]


async def test_l12_a_notice_of_the_provider_revokes_the_refresh_token_too(
    portico: Portico, provider: Interceptor, browser: Browser
) -> None:
    await embedded(portico, await notice(browser))
    assert [form["token"] for form in provider.forms("revoke")] == [provider.granted[0]["refresh_token"]]


async def hang(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.Event().wait()


async def fail(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 503, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("state", ["refuses", "fails", "hangs"])
async def test_l12_a_logout_needs_no_provider(portico: Portico, browser: Browser, state: str) -> None:
    copied, url = {"cookie": f"{SESSION}={browser.session}"}, portico.world.layout.url("identity")
    if state == "refuses":
        portico.world.internet.unmount(url)
    else:
        portico.world.internet.mount(url, fail if state == "fails" else hang)
    answer = await browser.fetch("POST", LOGOUT)
    assert (answer.status_code, browser.session) == (204, None)
    assert (await browser.fetch("GET", ME, copied)).json()["code"] == "session_expired"


async def test_l12_a_provider_that_hangs_keeps_no_session_of_several_alive(
    portico: Portico, browser: Browser
) -> None:
    others = [Browser(browser.http, browser.gateway) for _ in range(4)]
    for other in others:
        other.jar |= {site: kept for site, kept in browser.jar.items() if site not in browser.gateway}
        await other.sign_in()
    url = await notice(browser)
    portico.world.internet.mount(portico.world.layout.url("identity"), hang)
    assert (await embedded(portico, url)).status_code == 200
    assert not [each for each in (browser, *others) if await is_signed_in(each)]


async def test_l13_a_logout_can_be_repeated(browser: Browser) -> None:
    copied = {"cookie": f"{SESSION}={browser.session}"}
    for headers in ({}, {}, copied, copied):
        answer = await browser.fetch("POST", LOGOUT, headers)
        assert (answer.status_code, answer.content) == (204, b"")
    assert browser.cookies == {}


async def test_l13_a_notice_can_be_repeated(portico: Portico, browser: Browser) -> None:
    url = await notice(browser)
    assert [(await embedded(portico, url)).status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize(
    "beside",
    [{"authorization": "Bearer x"}, {"cookie": "theirs=" + "x" * 9_000}],
    ids=["a bearer token", "cookies of others"],
)
async def test_a_logout_ends_the_session_whatever_comes_with_it(
    browser: Browser, beside: dict[str, str]
) -> None:
    session = f"{SESSION}={browser.cookies[SESSION]}"
    cookie = "; ".join(filter(None, (beside.get("cookie"), session)))
    answer = await browser.fetch("POST", LOGOUT, {**beside, "cookie": cookie})
    assert answer.status_code == 204
    assert (await browser.fetch("GET", ME, {"cookie": session})).status_code == 401


async def test_the_providers_logout_page_leads_back_to_the_application(browser: Browser) -> None:
    me = (await browser.fetch("GET", ME)).json()
    page = await browser.navigate(me["logoutUrl"])
    assert f"{browser.gateway}/app/" in page.text

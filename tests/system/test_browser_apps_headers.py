"""What browsers and caches are told about every answer behind the cookie (A5, A8, A9, A14, R10, L3)."""

import httpx
import pytest

from tests.system.browser import Browser
from tests.system.conftest import Portico

ANSWERS = {
    "a login": ("GET", "/desktop/session/login", 302),
    "a login refused": ("GET", "/desktop/session/login?returnUrl=//evil.test", 400),
    "a callback refused": ("GET", "/desktop/session/callback?state=x&code=x", 400),
    "who is signed in": ("GET", "/desktop/session/me", 200),
    "the sessions": ("GET", "/desktop/session/sessions", 200),
    "a session that is not there": ("DELETE", "/desktop/session/sessions/x", 404),
    "a notice of the provider": ("GET", "/desktop/session/frontchannel-logout?iss=x&sid=x", 200),
    "a screen": ("GET", "/desktop/orders?pages=1", 200),
    "a screen refused": ("GET", "/desktop/orders?pages=0", 400),
    "a logout": ("POST", "/desktop/session/logout", 204),
}


@pytest.fixture
async def browser(portico: Portico) -> Browser:
    """One that has signed in."""
    browser = portico.browser()
    await browser.sign_in()
    return browser


async def answer_of(browser: Browser, name: str) -> httpx.Response:
    method, path, status = ANSWERS[name]
    answer = await browser.fetch(method, path)
    assert answer.status_code == status
    return answer


async def test_no_answer_is_stored_or_taken_for_one_without_the_cookie(browser: Browser) -> None:
    for name in ANSWERS:
        answer = await answer_of(browser, name)
        assert answer.headers["Cache-Control"] == "no-store", name
        assert "Cookie" in answer.headers["Vary"].replace(" ", "").split(","), name


async def test_the_coding_of_an_answer_stays_part_of_what_it_varies_by(browser: Browser) -> None:
    assert (await answer_of(browser, "a screen")).headers["Vary"] == "Accept-Encoding,Cookie"


async def test_a8_no_answer_is_taken_for_another_type(browser: Browser) -> None:
    for name in ANSWERS:
        assert (await answer_of(browser, name)).headers["X-Content-Type-Options"] == "nosniff", name


async def test_a9_no_answer_gives_its_address_away(browser: Browser) -> None:
    for name in ANSWERS:
        assert (await answer_of(browser, name)).headers["Referrer-Policy"] == "no-referrer", name


async def test_a14_no_answer_is_a_resource_of_another_origins_page(browser: Browser) -> None:
    for name in ANSWERS:
        assert (await answer_of(browser, name)).headers["Cross-Origin-Resource-Policy"] == "same-origin", name


async def test_the_gateways_own_refusals_are_protected_as_well(portico: Portico, browser: Browser) -> None:
    expired, stranger = portico.browser(), portico.browser()
    expired.cookies["__Host-Http-portico"] = 43 * "x"
    refusals = [
        await browser.send("GET", "/desktop/orders"),
        await stranger.fetch("GET", "/desktop/orders"),
        await expired.fetch("GET", "/desktop/orders"),
    ]
    assert [answer.status_code for answer in refusals] == [403, 401, 401]
    assert {answer.headers["Cache-Control"] for answer in refusals} == {"no-store"}
    assert all(len(answer.headers["X-Correlation-Id"]) == 32 for answer in refusals)
    assert {answer.headers["X-Content-Type-Options"] for answer in refusals} == {"nosniff"}
    assert {answer.headers["Referrer-Policy"] for answer in refusals} == {"no-referrer"}
    assert {answer.headers["Cross-Origin-Resource-Policy"] for answer in refusals} == {"same-origin"}


async def test_no_answer_names_the_server_or_asks_for_a_password(browser: Browser) -> None:
    for name in ANSWERS:
        headers = (await answer_of(browser, name)).headers
        assert not {"server", "x-powered-by"} & set(headers), name
        assert "Basic" not in headers.get("WWW-Authenticate", ""), name

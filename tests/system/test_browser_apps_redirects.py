"""Where a sign-in may lead back to, and what is done with a login that does not end well (A15, R1, R10)."""

from urllib.parse import quote

import httpx
import pytest

from tests.system.browser import LOGIN, Browser, parameters
from tests.system.conftest import Portico

ELSEWHERE = [
    "https://evil.test",
    "http://evil.test/app/",
    "//evil.test",
    "///evil.test",
    "////evil.test/%2e%2e",
    "/\\evil.test",
    "\\\\evil.test",
    "\\/evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/\r\nLocation: https://evil.test",
    "/app/\r\nSet-Cookie: a=b",
    "/app/\\..\\evil",
    "/\x00/evil.test",
    "/\x7f",
    " //evil.test",
    "\t//evil.test",
    "https:",
    "https:evil.test",
    "https:/evil.test",
    "HtTpS://evil.test",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "app/",
    "?view=orders",
    "#x",
    "",
    "@evil.test",
    ".evil.test",
    "/é",
    "/\u2028",
    "\uff0f\uff0fevil.test",
    "/\u2215evil.test",
    "/\ufe68evil.test",
    "/a b",
    f"/{'x' * 501}",
    f"/{'x' * 5000}",
]
HERE = [
    "/",
    "/app/",
    "/app/?view=orders&page=2",
    "/app/#x",
    "/app//evil.test",
    "/%2F%2Fevil.test",
    "/%5Cevil.test",
    "/%09/evil.test",
    "/.//evil.test",
    "/@evil.test",
    "/:80",
    f"/{'x' * 500}",
]


def login(return_url: str) -> str:
    return f"/desktop/session/login?returnUrl={quote(return_url, safe='')}"


async def test_a15_no_address_elsewhere_is_led_back_to(portico: Portico) -> None:
    browser = portico.browser()
    for address in ELSEWHERE:
        answer = await browser.navigate(login(address))
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (400, "invalid_request"), address
        assert problem["parameter"] == "returnUrl", address
        assert "evil" not in answer.text + str(answer.headers), address
    assert browser.cookies == {}


@pytest.mark.parametrize("encoded", ["%2f%2fevil.test", "/%5cevil.test", "/%2fevil.test", "/%09/evil.test"])
async def test_a15_an_encoded_address_is_read_before_it_is_judged(portico: Portico, encoded: str) -> None:
    answer = await portico.browser().navigate(f"/desktop/session/login?returnUrl={encoded}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "returnUrl")


async def test_a15_every_address_that_is_accepted_is_of_our_own_origin(portico: Portico) -> None:
    browser = portico.browser()
    for address in HERE:
        location = (await browser.sign_in(returnUrl=address)).headers["Location"]
        assert location == address
        assert httpx.URL(browser.gateway).join(location).netloc == httpx.URL(browser.gateway).netloc


async def test_a15_the_redirect_uri_comes_from_no_request_header(portico: Portico) -> None:
    headers = {
        "host": "evil.test",
        "x-forwarded-host": "evil.test",
        "forwarded": "host=evil.test",
        "x-original-url": "https://evil.test/",
    }
    begun = await portico.browser().send("GET", "/desktop/session/login", headers)
    assert "evil.test" not in begun.headers["Location"]
    refused = await portico.browser().fetch("GET", "/desktop/session/me", headers)
    assert refused.json()["loginUrl"] == f"{portico.world.layout.public_url}/desktop/session/login"


async def test_r10_the_code_is_in_no_address_that_stays_and_no_referrer(portico: Portico) -> None:
    browser = portico.browser()
    callback = await browser.authorize()
    landed = await browser.navigate(callback, cross_site=True)
    assert landed.headers["Referrer-Policy"] == "no-referrer"
    assert parameters(callback)["code"] not in landed.headers["Location"]
    begun = await browser.navigate("/desktop/session/login")
    assert begun.headers["Referrer-Policy"] == "no-referrer"


async def begin(browser: Browser, return_url: str = "/app/") -> str:
    """The state of a login that is now under way."""
    begun = await browser.navigate(login(return_url))
    return parameters(begun.headers["location"])["state"]


async def finish(browser: Browser, **sent: str) -> httpx.Response:
    return await browser.send("GET", "/desktop/session/callback", params=sent, cross_site=True)


async def test_the_three_newest_logins_of_a_browser_can_be_finished(portico: Portico) -> None:
    browser = portico.browser()
    states = [await begin(browser, f"/app/{number}") for number in range(5)]
    for number, state in reversed(list(enumerate(states))):
        answer = await finish(browser, state=state, error="access_denied")
        expected = f"/app/{number}?login=denied" if number >= 2 else None
        assert answer.headers.get("Location") == expected
    assert browser.cookies == {}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"error": "access_denied"}, 303),
        ({"error": "server_error"}, 303),
        ({}, 303),
        ({"code": "wrong"}, 400),
    ],
)
async def test_a_login_is_forgotten_however_it_ends(
    portico: Portico, sent: dict[str, str], status: int
) -> None:
    browser = portico.browser()
    other, state = await begin(browser, "/app/other"), await begin(browser)
    iss = {"iss": parameters(await portico.browser().authorize())["iss"]}
    assert (await finish(browser, state=state, **sent, **iss)).status_code == status
    assert (await finish(browser, state=state, **sent, **iss)).status_code == 400
    assert browser.session is None
    assert (await finish(browser, state=other, error="x")).headers["Location"] == "/app/other?login=failed"


async def test_a_login_is_finished_once(portico: Portico) -> None:
    """Who has copied the login cookie, or goes back in the history, is asked to sign in again."""
    browser = portico.browser()
    callback = await browser.authorize(returnUrl="/app/x")
    kept = browser.cookies[LOGIN]
    await browser.navigate(callback, cross_site=True)
    first = browser.session
    assert (await browser.navigate(callback, cross_site=True)).status_code == 400
    browser.cookies[LOGIN] = kept
    again = await browser.navigate(callback, cross_site=True)
    assert (again.status_code, again.headers["Location"]) == (303, f"{browser.gateway}{login('/app/x')}")
    assert (browser.session, LOGIN in browser.cookies) == (first, False)


async def test_a_login_that_took_too_long_is_begun_again(portico: Portico) -> None:
    browser = portico.browser()
    callback = await browser.authorize(returnUrl="/app/x")
    portico.clock.advance(601)
    again = await browser.navigate(callback, cross_site=True)
    assert (again.status_code, again.headers["Location"]) == (303, f"{browser.gateway}{login('/app/x')}")
    assert browser.cookies == {}


async def test_a_login_cookie_that_is_not_ours_is_no_login(portico: Portico) -> None:
    browser = portico.browser()
    callback = await browser.authorize()
    value = browser.cookies[LOGIN]
    for forged in ("x", "A" * 400, value[:-4], value[:-5] + "AAAAA", value[4:], value + "A" * 4, value * 2):
        browser.cookies[LOGIN] = forged
        answer = await browser.navigate(callback, cross_site=True)
        assert (answer.status_code, answer.json()["parameter"]) == (400, "state")

"""Requests that a browser sends for somebody else's page (B5, B6, B14, B22, A6, A12 to A14).

They are refused by the gateway before it looks for the session, and once more by the BFF.
"""

from collections.abc import Mapping

import httpx
import pytest

from tests.system.browser import SESSION, Browser
from tests.system.conftest import APIM_KEY, Portico

READS = [
    ("GET", "/desktop/orders"),
    ("GET", "/desktop/dashboard"),
    ("GET", "/desktop/orders/ord_0000000001"),
    ("GET", "/desktop/products"),
    ("GET", "/desktop/session/me"),
    ("GET", "/desktop/session/sessions"),
]
WRITES = [
    ("POST", "/desktop/orders"),
    ("POST", "/desktop/session/logout"),
    ("DELETE", "/desktop/session/sessions/some-id"),
]
ORIGIN = "http://127.0.0.1:20000"
OURS = {"x-csrf": "1", "origin": ORIGIN, "sec-fetch-site": "same-origin"}
Foreign = Mapping[str, str | None]
FOREIGN: dict[str, Foreign] = {
    "no header": {"x-csrf": None},
    "another value": {"x-csrf": "0"},
    "the value twice": {"x-csrf": "1, 1"},
    "a cross-site page": {"origin": "https://evil.test", "sec-fetch-site": "cross-site"},
    "a cross-site page in an old browser": {"origin": "https://evil.test", "sec-fetch-site": None},
    "a cross-site page without origin": {"origin": None, "sec-fetch-site": "cross-site"},
    "a sibling's page": {"origin": "http://evil.127.0.0.1:20000", "sec-fetch-site": "same-site"},
    "a sibling's page in an old browser": {"origin": "http://127.0.0.1:20001", "sec-fetch-site": None},
    "a sandboxed page": {"origin": "null", "sec-fetch-site": "cross-site"},
    "an address typed in": {"x-csrf": None, "origin": None, "sec-fetch-site": "none"},
    "our origin over https": {"origin": ORIGIN.replace("http:", "https:")},
    "our origin in capitals": {"origin": ORIGIN.upper()},
    "our origin and more": {"origin": f"{ORIGIN}.evil.test"},
}
EVERY_PAGE = pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN.keys())


@pytest.fixture
async def browser(portico: Portico) -> Browser:
    """One that has signed in, and whose token the gateway keeps."""
    browser = portico.browser()
    await browser.sign_in()
    assert (await browser.fetch("GET", "/desktop/products?pages=1")).status_code == 200
    return browser


def sent(foreign: Foreign) -> dict[str, str]:
    return {name: value for name, value in {**OURS, **foreign}.items() if value is not None}


def csrf_failed(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


@EVERY_PAGE
async def test_b5_the_gateway_refuses_before_it_looks_for_the_session(
    portico: Portico, browser: Browser, foreign: Foreign
) -> None:
    before = portico.hosts["desktop"].invocations
    for method, path in READS + WRITES:
        assert csrf_failed(await browser.send(method, path, sent(foreign))), path
    assert portico.hosts["desktop"].invocations == before


@EVERY_PAGE
async def test_b5_the_bff_refuses_by_itself(portico: Portico, browser: Browser, foreign: Foreign) -> None:
    """Called around the gateway, or under a policy with a mistake."""
    headers = sent(foreign) | {"x-functions-key": APIM_KEY, "cookie": f"{SESSION}={browser.session}"}
    bff = portico.world.layout.url("desktop")
    for method, path in (each for each in READS + WRITES if "/session/" in each[1]):
        assert csrf_failed(await browser.http.request(method, f"{bff}{path}", headers=headers)), path
    assert (await browser.fetch("GET", "/desktop/session/me")).status_code == 200


async def test_b6_every_request_needs_the_header(browser: Browser) -> None:
    for method, path in READS + WRITES:
        assert csrf_failed(await browser.send(method, path)), path


@pytest.mark.parametrize("path", ["/desktop/orders", "/desktop/session/logout", "/desktop/session/me"])
@pytest.mark.parametrize("origin", ["https://evil.test", ORIGIN])
async def test_b14_a_preflight_is_granted_nothing(portico: Portico, path: str, origin: str) -> None:
    """So the header that every request needs cannot be sent by a page of another origin."""
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-csrf",
    }
    answer = await portico.request("OPTIONS", path, login=None, headers=headers)
    assert answer.status_code == 404
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("origin", [ORIGIN, "https://evil.test", "null"])
async def test_a6_no_answer_may_be_read_by_another_origin(browser: Browser, origin: str) -> None:
    for method, path in READS + WRITES:
        answer = await browser.fetch(method, path, {"origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control-")], path


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("path", ["/desktop/orders", "/desktop/session/logout"])
async def test_a12_what_a_form_can_send_is_refused(browser: Browser, path: str, media_type: str) -> None:
    order = b'{"lines":[{"productId":"prd_00001","quantity":1}]}'
    headers = {"content-type": media_type, "origin": "https://evil.test", "sec-fetch-site": "cross-site"}
    assert csrf_failed(await browser.send("POST", path, headers, content=order))


async def test_a12_json_sent_as_text_is_no_order_even_from_our_own_page(browser: Browser) -> None:
    headers = {"content-type": "text/plain", "idempotency-key": "k"}
    order = '{"lines":[{"productId":"prd_00001","quantity":1}]}'
    answer = await browser.fetch("POST", "/desktop/orders", headers, content=order)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", ["/desktop/session/logout", "/desktop/session/sessions/some-id"])
async def test_a13_no_safe_method_changes_anything(browser: Browser, method: str, path: str) -> None:
    assert (await browser.fetch(method, path)).status_code == 404
    assert (await browser.fetch("GET", "/desktop/session/me")).status_code == 200


@pytest.mark.parametrize("destination", ["image", "script", "style", "iframe", "object"])
async def test_a14_no_other_page_can_embed_what_a_user_may_see(browser: Browser, destination: str) -> None:
    metadata = {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": destination}
    for _, path in READS:
        assert csrf_failed(await browser.send("GET", path, metadata))


async def test_b22_a_sibling_of_the_same_site_is_a_stranger(portico: Portico, browser: Browser) -> None:
    """A Strict cookie is sent along, for a sibling is of the same site."""
    sibling = {"origin": "http://evil.portico.localhost:20000", "sec-fetch-site": "same-site"}
    before = await portico.upstream_calls()
    for method, path in READS + WRITES:
        assert csrf_failed(await browser.fetch(method, path, sibling))
    assert await portico.upstream_calls() == before
    assert (await browser.fetch("GET", "/desktop/session/me")).status_code == 200


async def test_a_logout_is_refused_to_strangers_even_without_the_cookie(portico: Portico) -> None:
    answer = await portico.browser().send("POST", "/desktop/session/logout")
    assert csrf_failed(answer)
    assert "Set-Cookie" not in answer.headers


async def test_a_bearer_token_needs_no_defence_that_cookies_need(portico: Portico) -> None:
    answer = await portico.get("/desktop/products?pages=1", origin="https://evil.test")
    assert answer.status_code == 200

"""What is passed on behind the cookie, and what is not (B7, B8, B17, B19, B20, Z4 to Z6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.system.browser import LOGIN, SESSION, Browser
from tests.system.conftest import APIM_KEY, Portico
from tests.system.stack import ROOT

SCREEN = "/desktop/products?pages=1"


@dataclass
class Wiretap:
    """Passes every request on, and remembers its path and headers."""

    app: ASGIApp
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.heard.append((scope["path"], headers))
        await self.app(scope, receive, send)


@contextmanager
def tapped(portico: Portico, part: str) -> Iterator[list[tuple[str, dict[str, str]]]]:
    internet, url = portico.world.internet, portico.world.layout.url(part)
    wiretap = Wiretap(internet.mounted(url))
    internet.mount(url, wiretap)
    try:
        yield wiretap.heard
    finally:
        internet.mount(url, wiretap.app)


@pytest.fixture
async def browser(portico: Portico) -> Browser:
    """One that has signed in."""
    browser = portico.browser()
    await browser.sign_in()
    return browser


@pytest.mark.parametrize(
    "order_id",
    [
        "@evil.test",
        "..%2f..%2fusers",
        "%2f%2fevil.test",
        "..",
        "%2e%2e",
        "evil.test:80",
        "a%3fb",
        "a%23",
        "%5c",
    ],
)
async def test_b7_no_id_leads_to_another_host_or_path(
    portico: Portico, browser: Browser, order_id: str
) -> None:
    with tapped(portico, "orders") as heard:
        answer = await browser.fetch("GET", f"/desktop/orders/{order_id}")
    assert answer.status_code in {400, 404}
    assert heard == []
    assert portico.world.internet.refused == []


@pytest.mark.parametrize(
    "path", ["/desktop/https://evil.test/", "/desktop//evil.test", "/https://evil.test/"]
)
async def test_b8_nothing_is_forwarded_but_the_operations_of_the_api(portico: Portico, path: str) -> None:
    browser = portico.browser()
    browser.cookies[SESSION] = 43 * "x"
    url = httpx.URL(browser.gateway, raw_path=path.encode())
    answer = await browser.http.get(url, headers={"x-csrf": "1", "cookie": f"{SESSION}={43 * 'x'}"})
    assert answer.status_code == 404
    assert portico.hosts["desktop"].invocations == 0
    assert portico.world.internet.refused == []


async def test_b17_the_cookie_becomes_a_token_and_goes_no_further(portico: Portico, browser: Browser) -> None:
    browser.cookies["theme"] = "dark"
    with tapped(portico, "desktop") as heard:
        assert (await browser.fetch("GET", SCREEN)).status_code == 200
    (exchange, asked), (screen, forwarded) = heard
    assert (exchange, asked["cookie"]) == ("/desktop/session/exchange", f"{SESSION}={browser.session}")
    assert screen == "/desktop/products"
    assert forwarded["authorization"].startswith("Bearer eyJ")
    assert "cookie" not in forwarded


async def test_b17_a_session_endpoint_sees_our_own_cookies_only(portico: Portico, browser: Browser) -> None:
    await browser.navigate("/desktop/session/login")
    browser.cookies["theme"] = "dark"
    with tapped(portico, "desktop") as heard:
        assert (await browser.fetch("GET", "/desktop/session/me")).status_code == 200
    ((_, forwarded),) = heard
    names = {pair.partition("=")[0] for pair in forwarded["cookie"].split("; ")}
    assert names == {SESSION, LOGIN}
    assert "authorization" not in forwarded


async def test_b17_no_upstream_sees_a_cookie_or_the_sessions_token(
    portico: Portico, browser: Browser
) -> None:
    with (
        tapped(portico, "desktop") as forwarded,
        tapped(portico, "orders") as orders,
        tapped(portico, "products") as products,
        tapped(portico, "users") as users,
    ):
        assert (await browser.fetch("GET", "/desktop/orders?pages=1")).status_code == 200
    heard = [headers for _, headers in orders + products + users]
    assert len(heard) == 3
    assert not [headers for headers in heard if "cookie" in headers]
    assert forwarded[-1][1]["authorization"] not in {headers["authorization"] for headers in heard}


async def test_b17_an_authorization_header_makes_the_cookie_not_count(
    portico: Portico, browser: Browser
) -> None:
    bearer = {"authorization": f"Bearer {await portico.token('bob', 'desktop')}"}
    with tapped(portico, "desktop") as heard:
        assert (await browser.fetch("GET", SCREEN, bearer)).status_code == 200
        refused = await browser.fetch("GET", SCREEN, {"authorization": "Bearer rubbish"})
    assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid")
    assert [(path, headers["authorization"]) for path, headers in heard] == [
        ("/desktop/products", bearer["authorization"])
    ]
    me = await browser.fetch("GET", "/desktop/session/me", bearer)
    assert (me.status_code, me.json()["code"]) == (401, "login_required")


async def test_b17_a_session_endpoint_sees_no_authorization_header(
    portico: Portico, browser: Browser
) -> None:
    bearer = {"authorization": f"Bearer {await portico.token('bob', 'desktop')}"}
    with tapped(portico, "desktop") as heard:
        me = await browser.fetch("GET", "/desktop/session/me", bearer)
    assert (me.status_code, me.json()["code"]) == (401, "login_required")
    assert [(path, "authorization" in headers) for path, headers in heard] == [("/desktop/session/me", False)]


@pytest.mark.parametrize(
    ("channel", "path"), [("mobile", "/mobile/orders"), ("partner", "/partner/v1/orders")]
)
async def test_b17_the_cookie_means_nothing_to_another_channel(
    portico: Portico, browser: Browser, channel: str, path: str
) -> None:
    answer = await browser.fetch("GET", path)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert portico.hosts[channel].invocations == 0


async def test_b17_the_cookie_beside_a_token_goes_no_further(portico: Portico, browser: Browser) -> None:
    bearer = {"authorization": f"Bearer {await portico.token()}"}
    with tapped(portico, "mobile") as heard:
        assert (await browser.fetch("GET", "/mobile/products", bearer)).status_code == 200
    assert "cookie" not in heard[0][1]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "TRACE", "PROPFIND"])
async def test_b19_a_path_has_the_methods_of_its_operations_and_no_others(
    portico: Portico, browser: Browser, method: str
) -> None:
    before = portico.hosts["desktop"].invocations
    for path in ("orders", "products", "dashboard", "session/me", "session/login", "session/callback"):
        assert (await browser.fetch(method, f"/desktop/{path}")).status_code == 404
    overridden = await browser.fetch("GET", "/desktop/session/logout", {"x-http-method-override": "POST"})
    assert overridden.status_code == 404
    assert portico.hosts["desktop"].invocations == before


async def test_b20_callers_are_counted_apart_and_no_header_tells_who_they_are(portico: Portico) -> None:
    """The limit is the gateway's, by user; `X-Forwarded-For` of a client's own is dropped."""
    first, second = portico.browser(), portico.browser()
    await first.sign_in("ben")
    await second.sign_in("chen")
    with tapped(portico, "desktop") as heard:
        for number in range(600):
            forged = {"x-forwarded-for": f"10.0.0.{number % 250}"}
            assert (await first.fetch("GET", SCREEN, forged)).status_code == 200
        assert (await first.fetch("GET", SCREEN, {"x-forwarded-for": "10.1.1.1"})).status_code == 429
        assert (await second.fetch("GET", SCREEN)).status_code == 200
    assert not [headers for _, headers in heard if "10.0.0" in headers.get("x-forwarded-for", "")]


def test_z4_answers_take_the_one_way_that_is_tested() -> None:
    """The HTTP streaming extension would let answers pass by the worker's own handling of cookies."""
    for name in ("requirements.in", "requirements.txt"):
        assert "azurefunctions-extensions" not in (ROOT / name).read_text(encoding="utf-8")


INTERNAL = {"exchange": "exchange", "revocations": "revoke_user"}


@pytest.mark.parametrize("name", INTERNAL)
@pytest.mark.parametrize("key", [None, "", "guess", "x" * 10_000])
async def test_z5_an_internal_endpoint_needs_the_function_key(
    portico: Portico, browser: Browser, name: str, key: str | None
) -> None:
    headers = {"cookie": f"{SESSION}={browser.session}"} | ({} if key is None else {"x-functions-key": key})
    url = f"{portico.world.layout.url('desktop')}/desktop/session/{name}"
    answer = await browser.http.post(url, headers=headers, json={"userId": "x"})
    assert (answer.status_code, answer.content) == (401, b"")
    assert portico.hosts["desktop"].invocations_by_function[f"desktop_internal_{INTERNAL[name]}"] == 0


@pytest.mark.parametrize("name", INTERNAL)
@pytest.mark.parametrize(
    "path",
    [
        "/desktop/session/{}",
        "/desktop/session/{}/",
        "/desktop//session/{}",
        "/DESKTOP/session/{}",
        "/desktop/session/sessions/../{}",
        "/desktop/session/sessions/%2e%2e/{}",
        "/desktop/session/sessions/..%2f{}",
        "/desktop/session/logout/../{}",
        "/desktop/session/logout;/../{}",
        "/desktop/session/%65xchange",
        "/mobile/../desktop/session/{}",
        "/app/../desktop/session/{}",
    ],
)
async def test_z5_no_path_through_the_gateway_leads_to_an_internal_endpoint(
    portico: Portico, browser: Browser, name: str, path: str
) -> None:
    url = httpx.URL(browser.gateway, raw_path=path.format(name).encode())
    headers = {"cookie": f"{SESSION}={browser.session}", "x-csrf": "1", "x-functions-key": APIM_KEY}
    for method in ("GET", "POST", "DELETE"):
        answer = await browser.http.request(method, url, headers=headers)
        assert answer.status_code in {401, 404}
        assert "accessToken" not in answer.text
    calls = portico.hosts["desktop"].invocations_by_function
    assert calls["desktop_internal_exchange"] == calls["desktop_internal_revoke_user"] == 0

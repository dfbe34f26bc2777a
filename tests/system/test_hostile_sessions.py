"""Rubbish of every kind, from somebody signed in or not: refused, at once, and kept out of the log."""

import json
import logging
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.system.browser import LOGIN, SESSION, Browser, parameters
from tests.system.conftest import APIM_KEY, Portico

PATHS = ["session/me", "session/sessions", "session/callback", "session/login", "orders", "dashboard"]
SECONDS = 5.0
MEGABYTE = 2**20
hostile = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

names = st.sampled_from([SESSION, LOGIN, "__host-http-portico", "a"])
# What a header can hold: whatever comes from the network but line breaks and NUL.
fields = st.binary(max_size=300).map(lambda raw: raw.translate(None, b"\r\n\0"))
cookies = st.lists(st.tuples(names, st.one_of(st.text(max_size=200), st.just(43 * "A"))), max_size=6).map(
    lambda pairs: "; ".join(f"{name}={value}" for name, value in pairs)
)
words = st.one_of(
    st.text(max_size=300), st.sampled_from(["", "1", "null", "//evil", "{}", "[", "\n", "\x00"])
)
queries = st.dictionaries(
    st.sampled_from(["state", "code", "error", "iss", "sid", "returnUrl", "claims", "prompt", "page", "x\n"]),
    words,
    max_size=6,
)


@pytest.fixture
async def browser(portico: Portico) -> Browser:
    """One that has signed in."""
    browser = portico.browser()
    await browser.sign_in()
    return browser


async def ask(
    browser: Browser, method: str, path: str, headers: list[tuple[bytes, bytes]], **rest: Any
) -> httpx.Response:
    """No answer takes long; none is a failure of ours."""
    begun = time.monotonic()
    url = httpx.URL(browser.gateway, raw_path=path.encode())
    answer = await browser.http.request(method, url, headers=headers, **rest)
    assert time.monotonic() - begun < SECONDS
    assert answer.status_code < 500, answer.text
    return answer


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [
        (name.encode(), value.encode("utf-8", "replace").translate(None, b"\r\n\0"))
        for name, value in headers.items()
    ]


@given(cookie=cookies, path=st.sampled_from(PATHS), csrf=st.sampled_from(["", "0", "1"]))
@hostile
async def test_no_cookie_but_ours_opens_anything(portico: Portico, cookie: str, path: str, csrf: str) -> None:
    headers = encoded({"cookie": cookie, "x-csrf": csrf})
    answer = await ask(portico.browser(), "GET", f"/desktop/{path}", headers)
    assert answer.status_code in {400, 401, 403} or path == "session/login"


@given(query=queries, path=st.sampled_from([*PATHS, "session/frontchannel-logout"]))
@hostile
async def test_no_query_breaks_anything(browser: Browser, query: dict[str, str], path: str) -> None:
    headers = encoded({"cookie": f"{SESSION}={browser.session}", "x-csrf": "1"})
    pairs = "&".join(
        f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in query.items()
    )
    await ask(browser, "GET", f"/desktop/{path}?{pairs}", headers)


@given(query=st.binary(max_size=200).map(lambda raw: quote(raw, safe="&=%+;/?:@")))
@hostile
async def test_no_query_that_is_no_text_breaks_anything(browser: Browser, query: str) -> None:
    headers = encoded({"cookie": f"{SESSION}={browser.session}", "x-csrf": "1"})
    for path in ("session/callback", "session/login"):
        await ask(browser, "GET", f"/desktop/{path}?{query}", headers)


@given(
    name=st.sampled_from(
        [
            "origin",
            "sec-fetch-site",
            "sec-fetch-mode",
            "user-agent",
            "accept-encoding",
            "traceparent",
            "x-any",
        ]
    ),
    value=fields,
    path=st.sampled_from(PATHS),
)
@hostile
async def test_no_header_breaks_anything(browser: Browser, name: str, value: bytes, path: str) -> None:
    own = encoded({"cookie": f"{SESSION}={browser.session}", "x-csrf": "1"})
    await ask(browser, "GET", f"/desktop/{path}", [*own, (name.encode(), value)])


@given(code=st.text(st.characters(codec="ascii"), min_size=1, max_size=100))
@settings(hostile, max_examples=30)
async def test_no_code_but_the_providers_signs_anybody_in(portico: Portico, code: str) -> None:
    browser = portico.browser()
    sent = parameters(await browser.authorize())
    answer = await browser.send("GET", "/desktop/session/callback", params=sent | {"code": code})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "code")
    assert browser.session is None


@given(token=fields)
@hostile
async def test_no_token_but_a_good_one_opens_anything(browser: Browser, token: bytes) -> None:
    own = encoded({"cookie": f"{SESSION}={browser.session}", "x-csrf": "1"})
    answer = await ask(browser, "GET", "/desktop/orders", [*own, (b"authorization", b"Bearer " + token)])
    assert (answer.status_code, answer.json()["code"]) in [(401, "token_missing"), (401, "token_invalid")]


@given(session_id=st.text(min_size=1, max_size=100))
@hostile
async def test_no_id_ends_a_session_that_is_not_there(browser: Browser, session_id: str) -> None:
    own = encoded({"cookie": f"{SESSION}={browser.session}", "x-csrf": "1"})
    encoded_id = quote(session_id.encode("utf-8", "surrogatepass"), safe="")
    answer = await ask(browser, "DELETE", f"/desktop/session/sessions/{encoded_id}", own)
    assert answer.status_code == 404
    assert (await browser.fetch("GET", "/desktop/session/me")).status_code == 200


@given(
    document=st.one_of(
        st.binary(max_size=500),
        st.recursive(
            st.none() | st.booleans() | st.text(max_size=9), lambda x: st.dictionaries(words, x)
        ).map(lambda value: json.dumps(value).encode()),
    )
)
@hostile
async def test_no_body_breaks_an_internal_endpoint(portico: Portico, document: bytes) -> None:
    url = f"{portico.world.layout.url('desktop')}/desktop/session/revocations"
    headers = {"x-functions-key": APIM_KEY, "content-type": "application/json"}
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        answer = await http.post(url, headers=headers, content=document)
    assert answer.status_code in {200, 400}


LARGE = {
    "a session cookie": {"cookie": f"{SESSION}={'A' * MEGABYTE}"},
    "a login cookie": {"cookie": f"{LOGIN}={'A' * MEGABYTE}"},
    "as many cookies as a header holds": {"cookie": "; ".join(2_900 * [f"{SESSION}=A"])},
    "separators": {"cookie": MEGABYTE * ";"},
    "an origin": {"origin": "https://" + MEGABYTE * "a"},
    "a token": {"authorization": f"Bearer {MEGABYTE * 'A'}"},
    "a token of dots": {"authorization": f"Bearer {MEGABYTE * '.'}"},
}


@pytest.mark.parametrize("headers", LARGE.values(), ids=LARGE.keys())
async def test_what_is_large_is_refused_as_quickly(portico: Portico, headers: dict[str, str]) -> None:
    """A megabyte; over a socket the gateway reads no more than 64 KiB of header fields."""
    browser = portico.browser()
    for path in ("session/me", "session/callback?state=x&code=x", "orders"):
        answer = await ask(browser, "GET", f"/desktop/{path}", encoded({"x-csrf": "1"} | headers))
        assert answer.status_code in {400, 401, 403}
    assert len(answer.text) < 1000


async def test_a_large_body_ends_no_session_and_hangs_nothing(browser: Browser) -> None:
    own = encoded({"cookie": f"{SESSION}={browser.session}", "x-csrf": "1"})
    for method, path in [("POST", "orders"), ("DELETE", "session/sessions/x"), ("GET", "session/me")]:
        answer = await ask(browser, method, f"/desktop/{path}", own, content=MEGABYTE * b"[")
        assert answer.status_code in {200, 400, 404, 415}
    assert (await ask(browser, "POST", "/desktop/session/logout", own, content=MEGABYTE * b"[")).is_success


FORGED = "x\nINFO forged line\r\x1b[2J\u2028" + 5000 * "y"


async def test_what_strangers_send_is_bounded_and_escaped_in_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    own = encoded({"cookie": f"{SESSION}={browser.session}", "x-csrf": "1", "user-agent": FORGED})
    for name in ("session/login", "session/callback", "orders", "session/frontchannel-logout"):
        await ask(browser, "GET", f"/desktop/{name}?{quote(FORGED)}={quote(FORGED)}&state=x", own)
    formatter = logging.Formatter()
    lines = [formatter.format(record) for record in caplog.records if record.name != "httpx"]
    assert sum("invalid_request" in line for line in lines) == 4
    assert not [line for line in lines if len(line) > 1000 or not line.isprintable()]

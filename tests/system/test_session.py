"""A browser's session, from login to logout, through the whole pipe."""

import pytest

from tests.system.browser import SESSION
from tests.system.conftest import Portico


async def test_a_browser_signs_in_reads_and_signs_out(portico: Portico) -> None:
    browser = portico.browser()
    landed = await browser.sign_in(returnUrl="/app/orders")
    assert (landed.status_code, landed.headers["location"]) == (303, "/app/orders")
    me = await browser.fetch("GET", "/desktop/session/me")
    assert me.status_code == 200
    assert me.json()["name"] == "Alice Larsen"
    orders = await browser.fetch("GET", "/desktop/orders?page=1&pages=1")
    assert orders.status_code == 200
    assert orders.json()["items"]
    out = await browser.fetch("POST", "/desktop/session/logout")
    assert out.status_code == 204
    assert browser.session is None


@pytest.mark.parametrize("path", ["/desktop/orders?pages=1", "/desktop/session/me"])
async def test_guessing_sessions_is_limited_by_address(portico: Portico, path: str) -> None:
    browser = portico.browser()
    answers = []
    for number in range(610):
        browser.cookies[SESSION] = f"{number:043}"
        answers.append(await browser.fetch("GET", path))
    assert [answer.status_code for answer in answers] == 600 * [401] + 10 * [429]
    assert {answer.json()["code"] for answer in answers[600:]} == {"rate_limited"}
    assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in answers[600:])


async def test_guessing_does_not_lock_out_who_is_known_here(portico: Portico) -> None:
    browser, guesser = portico.browser(), portico.browser()
    await browser.sign_in()
    assert (await browser.fetch("GET", "/desktop/orders?pages=1")).status_code == 200
    for number in range(601):
        guesser.cookies[SESSION] = f"{number:043}"
        refused = await guesser.fetch("GET", "/desktop/orders?pages=1")
    assert refused.status_code == 429
    assert (await browser.fetch("GET", "/desktop/orders?pages=1")).status_code == 200


async def test_sessions_at_one_address_are_counted_apart(portico: Portico) -> None:
    first, second = portico.browser(), portico.browser()
    await first.sign_in("alice")
    await second.sign_in("ben")
    for _ in range(600):
        assert (await first.fetch("GET", "/desktop/session/me")).status_code == 200
    assert (await first.fetch("GET", "/desktop/session/me")).status_code == 429
    assert (await second.fetch("GET", "/desktop/session/me")).status_code == 200


@pytest.mark.parametrize(
    "cookie",
    [f"{SESSION}={{}}; {SESSION}=a.b!", f"{SESSION}=; {SESSION}={{}}", f"{SESSION}={{}};{SESSION}={{}}"],
)
@pytest.mark.parametrize("path", ["/desktop/orders?pages=1", "/desktop/session/me"])
async def test_a_cookie_beside_another_of_its_name_counts_as_none(
    portico: Portico, cookie: str, path: str
) -> None:
    browser = portico.browser()
    await browser.sign_in()
    answer = await browser.fetch("GET", path, {"cookie": cookie.replace("{}", str(browser.session))})
    assert (answer.status_code, answer.json()["code"]) == (401, "login_required")


@pytest.mark.parametrize("beside", ["x=", "a=b;" * 9_000, " ;" * 9_000], ids=["long", "many", "empty"])
async def test_a_cookie_counts_whatever_cookies_of_others_are_beside_it(
    portico: Portico, beside: str
) -> None:
    browser = portico.browser()
    await browser.sign_in()
    cookie = f"{beside.ljust(40_000, 'x')}; {SESSION}={browser.session}"
    answer = await browser.fetch("GET", "/desktop/orders?pages=1", {"cookie": cookie})
    assert answer.status_code == 200

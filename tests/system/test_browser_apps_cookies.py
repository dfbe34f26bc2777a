"""The two cookies of a web session, as the browser receives them (B3 to B13, A1 to A4, A16, Z1 to Z3)."""

import base64
import re

import httpx
import pytest

from tests.system.browser import LOGIN, SESSION, Browser, parameters
from tests.system.conftest import APIM_KEY, Portico

LONGEST = f"/{500 * 'x'}"


@pytest.fixture
async def browser(portico: Portico) -> Browser:
    """One that has signed in."""
    browser = portico.browser()
    assert (await browser.sign_in()).status_code == 303
    return browser


def lines(browser: Browser, name: str) -> list[str]:
    found = [line for line in browser.set_cookies if line.startswith(f"{name}=")]
    assert found
    return found


def attributes(line: str) -> set[str]:
    return set(line.split("; ")[1:])


async def test_b3_every_cookie_is_secure(browser: Browser) -> None:
    assert all("Secure" in attributes(line) for line in browser.set_cookies)


async def test_b4_every_cookie_is_http_only(browser: Browser) -> None:
    assert all("HttpOnly" in attributes(line) for line in browser.set_cookies)


async def test_b9_the_session_cookie_is_strict(browser: Browser) -> None:
    assert all("SameSite=Strict" in attributes(line) for line in lines(browser, SESSION))


async def test_b9_the_login_cookie_is_lax_for_the_provider_to_send_the_browser_back(browser: Browser) -> None:
    assert all("SameSite=Lax" in attributes(line) for line in lines(browser, LOGIN))


async def test_b10_every_cookie_is_for_the_whole_origin(browser: Browser) -> None:
    assert all("Path=/" in attributes(line) for line in browser.set_cookies)


async def test_b11_no_cookie_has_a_domain(browser: Browser) -> None:
    assert not [line for line in browser.set_cookies if "domain" in line.lower()]


async def test_b12_the_names_say_that_http_set_them(browser: Browser) -> None:
    assert {line.partition("=")[0] for line in browser.set_cookies} == {SESSION, LOGIN}
    assert SESSION.startswith("__Host-Http-")
    assert LOGIN.startswith("__Host-Http-")


async def test_b13_what_the_login_cookie_holds_cannot_be_read(portico: Portico) -> None:
    browser = portico.browser()
    begun = await browser.navigate("/desktop/session/login", params={"returnUrl": "/app/orders"})
    sealed = base64.urlsafe_b64decode(browser.cookies[LOGIN] + "==")
    assert len(sealed) > 200
    for secret in (parameters(begun.headers["location"])["state"], "/app/orders", "code_verifier"):
        assert secret.encode() not in sealed


async def test_the_session_cookie_lives_no_longer_than_the_browser(browser: Browser) -> None:
    assert not [line for line in lines(browser, SESSION) if re.search("max-age|expires", line, re.I)]


async def test_a4_three_logins_under_way_fit_into_one_cookie(browser: Browser) -> None:
    for _ in range(5):
        await browser.navigate("/desktop/session/login", params={"returnUrl": LONGEST})
    assert 2500 < len(LOGIN) + len(browser.cookies[LOGIN]) <= 4096


async def test_a16_a_session_id_has_256_random_bits(browser: Browser) -> None:
    ids = [browser.session]
    for _ in range(5):
        await browser.sign_in()
        ids.append(browser.session)
    assert len(set(ids)) == 6
    assert all(len(each or "") == 43 for each in ids)


async def test_z1_values_hold_only_what_every_server_on_the_way_leaves_alone(browser: Browser) -> None:
    values = {line.split("; ")[0].partition("=")[2] for line in browser.set_cookies}
    assert all(re.fullmatch("[A-Za-z0-9_-]+", value) for value in values)


async def test_z1_both_cookies_of_one_answer_arrive(portico: Portico) -> None:
    browser = portico.browser()
    landed = await browser.sign_in()
    names = [line.partition("=")[0] for line in landed.headers.get_list("set-cookie")]
    assert sorted(names) == [SESSION, LOGIN]
    assert list(browser.cookies) == [SESSION]


async def test_z2_no_attribute_is_one_that_the_worker_drops_or_renames(browser: Browser) -> None:
    known = {"Secure", "HttpOnly", "Path=/", "SameSite=Strict", "SameSite=Lax"}
    found = {attribute for line in browser.set_cookies for attribute in attributes(line)}
    assert {each for each in found - known if not re.fullmatch("Max-Age=[0-9]+", each)} == set()


async def test_z3_the_host_leaves_the_values_as_they_are(portico: Portico) -> None:
    """It percent-encodes what it does not know: a value with `%` in it would come back changed."""
    headers = {"x-functions-key": APIM_KEY}
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        answer = await http.get(
            f"{portico.world.layout.url('desktop')}/desktop/session/login", headers=headers
        )
    (line,) = answer.headers.get_list("set-cookie")
    assert line.startswith(f"{LOGIN}=")
    assert "%" not in line


@pytest.mark.parametrize("value", ["", "x y", "{}", "a%20b", "é", "x" * 43 + ".", "x,y", '"quoted"'])
async def test_a_value_we_cannot_have_written_is_no_cookie(portico: Portico, value: str) -> None:
    browser = portico.browser()
    browser.cookies[SESSION] = value
    answer = await browser.fetch("GET", "/desktop/orders")
    assert (answer.status_code, answer.json()["code"]) == (401, "login_required")
    assert portico.hosts["desktop"].invocations == 0


async def test_of_two_session_cookies_none_counts(portico: Portico, browser: Browser) -> None:
    for other in ("x" * 43, browser.session):
        cookie = f"{SESSION}={browser.session}; {SESSION}={other}"
        for path in ("/desktop/orders", "/desktop/session/me"):
            answer = await browser.fetch("GET", path, {"cookie": cookie})
            assert (answer.status_code, answer.json()["code"]) == (401, "login_required")

"""How long a session lives, who sees it and who ends it (B15, B18, A18 to A23)."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.system.browser import SESSION, Browser
from tests.system.conftest import APIM_KEY, Portico
from tests.system.interception import intercepted

SCREEN = "/desktop/products?pages=1"
ME = "/desktop/session/me"
SESSIONS = "/desktop/session/sessions"


@pytest.fixture
async def browser(portico: Portico) -> AsyncIterator[Browser]:
    """One that has signed in, at a provider whose clock is ours."""
    with intercepted(portico, portico.clock):
        browser = portico.browser()
        await browser.sign_in("zoe")
        yield browser


def refused(answer: httpx.Response, code: str) -> bool:
    """With a way to log in, and the challenge that HTTP wants of a 401."""
    problem = answer.json()
    link = f"{answer.url.scheme}://{answer.url.netloc.decode()}/desktop/session/login"
    told = (problem["code"], problem["loginUrl"], answer.headers["WWW-Authenticate"])
    return answer.status_code == 401 and told == (code, link, "Bearer")


async def internal(portico: Portico, path: str, cookie: str = "", document: object = None) -> httpx.Response:
    """Around the gateway, with the function key."""
    url = f"{portico.world.layout.url('desktop')}/desktop/session/{path}"
    headers = {"x-functions-key": APIM_KEY, "cookie": cookie}
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        return await http.post(url, headers=headers, json=document)


async def use(portico: Portico, browser: Browser) -> httpx.Response:
    """What the gateway asks when the browser asks for a screen."""
    return await internal(portico, "exchange", f"{SESSION}={browser.session}")


async def test_b15_me_tells_who_is_signed_in_and_until_when(browser: Browser) -> None:
    me = await browser.fetch("GET", ME)
    assert (me.status_code, me.json().keys()) == (200, {"sub", "name", "expiresAt", "logoutUrl"})
    assert me.json()["name"] == "Zoe Martin"


@pytest.mark.parametrize("path", [ME, SESSIONS, SCREEN, "/desktop/dashboard"])
async def test_b15_a_browser_without_a_session_is_told_to_log_in(portico: Portico, path: str) -> None:
    assert refused(await portico.browser().fetch("GET", path), "login_required")


async def test_a_client_that_is_no_browser_is_told_that_a_token_is_missing(portico: Portico) -> None:
    answer = await portico.get(SCREEN, login=None)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert "loginUrl" not in answer.json()


@pytest.mark.parametrize("path", [ME, SESSIONS, SCREEN])
async def test_a_cookie_nobody_knows_is_an_expired_session(portico: Portico, path: str) -> None:
    browser = portico.browser()
    browser.cookies[SESSION] = 43 * "x"
    assert refused(await browser.fetch("GET", path), "session_expired")


async def test_b18_a_session_ends_when_its_refresh_token_is_known_to_be_dead(
    portico: Portico, browser: Browser
) -> None:
    assert (await browser.fetch("GET", SCREEN)).status_code == 200
    await drill(portico, "_revoked", {"login": "zoe"})
    for _ in range(2):
        portico.clock.advance(1700)
        answer = await browser.fetch("GET", SCREEN)
    assert refused(answer, "session_expired")
    assert refused(await browser.fetch("GET", ME), "session_expired")


async def test_a18_half_an_hour_without_a_request_ends_a_session(portico: Portico, browser: Browser) -> None:
    portico.clock.advance(30 * 60 - 5)
    assert (await browser.fetch("GET", ME)).status_code == 200
    portico.clock.advance(10)
    for path in (ME, SCREEN):
        assert refused(await browser.fetch("GET", path), "session_expired")


async def test_a18_a_request_gives_another_half_hour(portico: Portico, browser: Browser) -> None:
    portico.clock.advance(1000)
    assert (await use(portico, browser)).status_code == 200
    portico.clock.advance(1000)
    assert (await browser.fetch("GET", ME)).status_code == 200


async def test_a18_asking_who_is_signed_in_does_not_keep_a_session_alive(
    portico: Portico, browser: Browser
) -> None:
    for _ in range(2):
        portico.clock.advance(901)
        answer = await browser.fetch("GET", ME)
    assert refused(answer, "session_expired")


async def test_a19_ten_hours_end_a_session_in_any_case(portico: Portico, browser: Browser) -> None:
    for _ in range(35):
        portico.clock.advance(1000)
        assert (await use(portico, browser)).status_code == 200
    portico.clock.advance(1001)
    assert refused(await browser.fetch("GET", ME), "session_expired")
    assert (await use(portico, browser)).json()["code"] == "session_expired"


async def test_a20_after_a_logout_the_old_cookie_opens_nothing(browser: Browser) -> None:
    assert (await browser.fetch("GET", SCREEN)).status_code == 200
    copied = {"cookie": f"{SESSION}={browser.session}"}
    assert (await browser.fetch("POST", "/desktop/session/logout")).status_code == 204
    for path in (SCREEN, ME, SESSIONS):
        assert refused(await browser.fetch("GET", path, copied), "session_expired"), path


async def test_a21_an_operator_ends_all_sessions_of_a_user(portico: Portico, browser: Browser) -> None:
    other, stranger = portico.browser(), portico.browser()
    await other.sign_in("zoe")
    await stranger.sign_in("yusuf")
    zoe = "b5d5e012-6eb8-5d1e-8cfb-0f656b439bbd"
    answer = await internal(portico, "revocations", document={"userId": zoe})
    assert answer.json()["sessions"] >= 2
    for each in (browser, other):
        assert refused(await each.fetch("GET", ME), "session_expired")
    assert (await stranger.fetch("GET", ME)).status_code == 200


async def test_a22_a_user_sees_the_own_sessions_and_no_others(portico: Portico, browser: Browser) -> None:
    other, stranger = portico.browser(), portico.browser()
    await other.sign_in("zoe")
    await stranger.sign_in("yusuf")
    mine = (await browser.fetch("GET", SESSIONS)).json()["items"]
    theirs = (await stranger.fetch("GET", SESSIONS)).json()["items"]
    assert all(item.keys() == {"id", "createdAt", "lastSeenAt", "current"} for item in mine)
    assert [item["current"] for item in mine].count(True) == 1
    assert len(mine) >= 2
    assert not {item["id"] for item in mine} & {item["id"] for item in theirs}
    assert str(browser.session) not in str(mine)


async def test_a22_a_session_ended_from_the_list_is_dead_at_once(portico: Portico, browser: Browser) -> None:
    other = portico.browser()
    await other.sign_in("zoe")
    assert (await other.fetch("GET", SCREEN)).status_code == 200
    others_id = await current(other)
    assert (await browser.fetch("DELETE", f"{SESSIONS}/{others_id}")).status_code == 204
    assert refused(await other.fetch("GET", ME), "session_expired")
    assert refused(await other.fetch("GET", SCREEN), "session_expired")
    assert (await browser.fetch("GET", SCREEN)).status_code == 200
    assert others_id not in str((await browser.fetch("GET", SESSIONS)).json())


async def test_a22_ending_the_own_session_is_a_logout(browser: Browser) -> None:
    assert (await browser.fetch("GET", SCREEN)).status_code == 200
    copied = {"cookie": f"{SESSION}={browser.session}"}
    answer = await browser.fetch("DELETE", f"{SESSIONS}/{await current(browser)}")
    assert (answer.status_code, browser.session) == (204, None)
    assert refused(await browser.fetch("GET", SCREEN, copied), "session_expired")


async def test_a22_anothers_session_is_not_found(portico: Portico, browser: Browser) -> None:
    stranger = portico.browser()
    await stranger.sign_in("yusuf")
    for session_id in (await current(stranger), 43 * "x", stranger.session, "..", "%2e%2e", 65 * "x"):
        answer = await browser.fetch("DELETE", f"{SESSIONS}/{session_id}")
        assert answer.status_code == 404
    assert (await stranger.fetch("GET", ME)).status_code == 200


async def test_a23_the_browser_learns_when_its_session_will_end(portico: Portico, browser: Browser) -> None:
    first = (await browser.fetch("GET", ME)).json()["expiresAt"]
    portico.clock.advance(600)
    assert (await browser.fetch("GET", ME)).json()["expiresAt"] == first
    await use(portico, browser)
    assert (await browser.fetch("GET", ME)).json()["expiresAt"] > first


async def current(browser: Browser) -> str:
    items = (await browser.fetch("GET", SESSIONS)).json()["items"]
    return next(str(item["id"]) for item in items if item["current"])


async def drill(portico: Portico, name: str, document: dict[str, str]) -> None:
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        (await http.put(f"{portico.world.layout.url('identity')}/{name}", json=document)).raise_for_status()

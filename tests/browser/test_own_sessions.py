"""A user's own sessions: seen from any of them, ended from any of them."""

import time

from playwright.async_api import Page, expect

from tests.browser.conftest import SignedIn, call, go, settled

DEAD_WITHIN_SECONDS = 30.0


async def end_the_others(page: Page) -> None:
    await go(page, "sessions")
    while await (end := page.get_by_role("button", name="End the session")).count():
        await end.first.click()
        await expect(page.locator("#status")).to_have_text("The session is ended.")
        await settled(page)


async def test_a_session_ended_from_elsewhere_is_dead_within_half_a_minute(signed_in: SignedIn) -> None:
    here, there = await signed_in("hana", anew=True), await signed_in("hana", "orders", anew=True)
    await go(here, "sessions")
    await expect(here.locator("#sessions > li")).to_have_count(2)
    await expect(here.locator("#sessions strong")).to_have_text("this session")
    await end_the_others(here)
    ended = time.monotonic()
    await expect(here.locator("#sessions > li")).to_have_count(1)
    await there.reload()
    await expect(there.get_by_role("alert")).to_contain_text("Your session has ended.")
    while (answer := await call(there, "/desktop/orders?pages=1"))[0] == 200:
        assert time.monotonic() - ended < DEAD_WITHIN_SECONDS
        await there.reload()  # a loop that is not faster than the rate limit
    assert (answer[0], answer[1]["code"]) == (401, "session_expired")
    assert (await call(here, "/desktop/session/me"))[0] == 200

"""Signing in, staying signed in and signing out, as a user sees it."""

from playwright.async_api import Page, expect

from tests.browser.conftest import NAMES, ORIGIN, OpenPage, SignedIn, go, settled, sign_in


async def shows(page: Page, title: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def test_nobody_is_signed_in_at_first_and_is_told_so(open_page: OpenPage) -> None:
    page = await open_page()
    await go(page)
    await shows(page, "Sign in")
    await expect(page.get_by_role("alert")).to_contain_text("Sign in to see this page.")
    await expect(page.get_by_role("button", name="Sign out", exact=True)).to_have_count(0)


async def test_a_sign_in_comes_back_to_the_view_that_was_asked_for(open_page: OpenPage) -> None:
    page = await open_page()
    await go(page, "orders")
    await sign_in(page)
    assert page.url == f"{ORIGIN}/app/?view=orders"
    await shows(page, "Orders")
    await expect(page.locator("#account")).to_contain_text(NAMES["alice"])


async def test_a_reload_stays_signed_in(signed_in: SignedIn) -> None:
    page = await signed_in(anew=True)
    await page.reload()
    await shows(page, "Dashboard")


async def test_a_new_tab_is_signed_in_and_a_sign_out_is_seen_in_both(signed_in: SignedIn) -> None:
    page = await signed_in(anew=True)
    other = await page.context.new_page()
    await go(other, "orders")
    await shows(other, "Orders")
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await shows(page, "Sign in")
    await shows(other, "Sign in")
    await expect(other.locator("#orders")).to_have_count(0)


async def test_a_session_that_is_gone_is_noticed_within_half_a_minute(open_page: OpenPage) -> None:
    page = await open_page()
    await page.clock.install()
    await go(page)
    await sign_in(page)
    await page.context.clear_cookies()
    await page.clock.fast_forward(31_000)
    await shows(page, "Sign in")


async def test_a_page_of_the_back_button_does_not_show_what_was_signed_out_of(signed_in: SignedIn) -> None:
    page = await signed_in("alice", "orders", anew=True)
    await go(page, "sessions")
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await shows(page, "Sign in")
    await page.go_back()
    await shows(page, "Sign in")
    await expect(page.locator("#orders")).to_have_count(0)


async def test_signing_out_here_leaves_the_provider_signed_in_and_everywhere_does_not(
    signed_in: SignedIn,
) -> None:
    page = await signed_in(anew=True)
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.get_by_role("link", name="Sign in").click()
    await shows(page, "Dashboard")
    await go(page, "sessions")
    await page.get_by_role("button", name="Sign out everywhere").click()
    await page.wait_for_url(lambda url: not url.startswith(f"{ORIGIN}/app/?view=sessions"))
    await go(page)
    await page.get_by_role("link", name="Sign in").click()
    await expect(page.get_by_role("button", name=NAMES["alice"])).to_be_visible()


async def test_a_sign_in_that_was_refused_says_so_once(open_page: OpenPage) -> None:
    page = await open_page()
    await page.goto(f"{ORIGIN}/app/?view=orders&login=denied")
    await settled(page)
    await expect(page.locator("#status")).to_have_text("The sign-in was refused.")
    assert page.url == f"{ORIGIN}/app/?view=orders"

"""The page by keyboard, for screen readers, on a phone, in the dark, and without jumping about."""

from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import SignedIn, go

VIEWS = ["dashboard", "orders", "place-order", "sessions"]

NAMELESS = """() => [...document.querySelectorAll('a, button, input')]
    .filter(each => !(each.labels?.[0] ?? each).textContent.trim() && !each.ariaLabel)
    .map(each => each.outerHTML)"""

# WCAG 2.2, relative luminance, of each text against the ground behind it.
CONTRASTS = """() => {
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const linear = value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const luminance = colour => channels(colour).slice(0, 3).map(value => linear(value / 255))
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
    const opaque = colour => (channels(colour)[3] ?? 1) > 0;
    const ground = element => {
        const colour = getComputedStyle(element).backgroundColor;
        return opaque(colour) || !element.parentElement ? colour : ground(element.parentElement);
    };
    return [...document.querySelectorAll('h1, h2, p, a, button, summary, dt, dd, code, legend')]
        .filter(element => element.checkVisibility() && element.textContent.trim())
        .map(element => [luminance(getComputedStyle(element).color), luminance(ground(element))])
        .map(([one, other]) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05));
}"""

SHIFT = """() => new Promise(resolve => new PerformanceObserver(
    list => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)),
).observe({type: 'layout-shift', buffered: true}) ?? setTimeout(() => resolve(0), 500))"""


@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_has_one_title_landmarks_and_names_for_everything(
    signed_in: SignedIn, view: str
) -> None:
    page = await signed_in(view=view)
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert await page.title() == f"{await page.locator('h1').inner_text()} | Portico"
    landmarks: tuple[Literal["banner", "navigation", "main"], ...] = ("banner", "navigation", "main")
    for landmark in landmarks:
        await expect(page.get_by_role(landmark)).to_have_count(1)
    await expect(page.locator("nav [aria-current=page]")).to_have_count(1)
    assert await page.evaluate("document.documentElement.lang") == "en"
    assert await page.evaluate(NAMELESS) == []


async def test_the_first_stop_of_the_keyboard_skips_the_navigation(signed_in: SignedIn) -> None:
    page = await signed_in()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#content")).to_be_focused()


async def test_an_order_can_be_placed_by_keyboard_alone(signed_in: SignedIn) -> None:
    page = await signed_in("yara", "place-order")
    await page.get_by_role("link", name="Skip to the content").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.type("1")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("is placed")


async def test_showing_more_takes_the_keyboard_to_what_is_new(signed_in: SignedIn) -> None:
    page = await signed_in("bob", "orders")
    await page.get_by_role("button", name="Show more").press("Enter")
    await expect(page.locator("#orders > li:nth-child(61) summary")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_can_be_told_from_its_ground(signed_in: SignedIn, scheme: str) -> None:
    page = await signed_in(color_scheme=scheme)
    assert min(await page.evaluate(CONTRASTS)) >= 4.5


async def test_dark_is_dark(signed_in: SignedIn) -> None:
    page = await signed_in(color_scheme="dark")
    ground = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(22, 24, 28)"


async def test_a_phone_scrolls_down_only(signed_in: SignedIn) -> None:
    page = await signed_in(viewport={"width": 320, "height": 640})
    for view in VIEWS:
        await go(page, view)
        assert await wider_than_the_window(page) is False, view


async def wider_than_the_window(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("view", VIEWS)
async def test_nothing_jumps_while_a_view_loads(signed_in: SignedIn, view: str) -> None:
    page = await signed_in(view="sessions")
    await go(page, view)
    assert await page.evaluate(SHIFT) < 0.05

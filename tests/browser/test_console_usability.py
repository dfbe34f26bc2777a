"""The console by keyboard, on a phone, in the dark, at once, and without jumping about."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.system.stack import Stack

MOST_BYTES = 300_000
SHIFT = """() => new Promise(resolve => new PerformanceObserver(
    list => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)),
).observe({type: 'layout-shift', buffered: true}) ?? setTimeout(() => resolve(0), 500))"""
LOADED = """() => {
    const [navigation] = performance.getEntriesByType('navigation');
    const files = performance.getEntriesByType('resource').filter(each => !each.name.includes('/api/'));
    return {
        bytes: [navigation, ...files].reduce((sum, each) => sum + each.transferSize, 0),
        milliseconds: navigation.domContentLoadedEventEnd,
    };
}"""


async def opened(open_page: OpenPage, stack: Stack, **options: object) -> Page:
    page = await open_page(**options)
    await page.goto(stack.addresses()["monitor"]["url"])
    await expect(page.get_by_role("button", name="A phone asks")).to_be_visible()
    return page


async def test_the_first_load_is_small_and_quick(open_page: OpenPage, stack: Stack) -> None:
    page = await opened(open_page, stack)
    loaded = await page.evaluate(LOADED)
    assert 20_000 < loaded["bytes"] <= MOST_BYTES
    assert loaded["milliseconds"] <= 1_000


async def test_a_flow_is_run_and_read_by_keyboard(open_page: OpenPage, stack: Stack) -> None:
    page = await opened(open_page, stack)
    for stop in (page.get_by_label("Signed in as"), page.get_by_role("button", name="A phone asks")):
        await page.keyboard.press("Tab")
        await expect(stop).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".story")).to_contain_text("The phone sent GET /mobile/orders.")
    await expect(page.get_by_role("button", name="A phone asks")).to_be_focused()


async def test_what_scrolls_can_be_reached_by_keyboard(open_page: OpenPage, stack: Stack) -> None:
    page = await opened(open_page, stack)
    for name in (
        "Screen of the phone",
        "Screen of the browser",
        "Waterfall",
        "Policies",
        "Requests",
        "What fails",
    ):
        await expect(page.get_by_role("region", name=name)).to_have_attribute("tabindex", "0")


async def test_a_phone_scrolls_down_only(open_page: OpenPage, stack: Stack) -> None:
    page = await opened(open_page, stack, viewport={"width": 320, "height": 640})
    await page.get_by_role("button", name="A browser asks").click()
    await expect(page.locator(".story")).to_contain_text("The browser sent")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320


async def test_all_of_a_request_is_seen_on_a_small_laptop(open_page: OpenPage, stack: Stack) -> None:
    page = await opened(open_page, stack, viewport={"width": 1280, "height": 800})
    await page.request.get(f"{stack.url}/desktop/exports/{64 * '0'}/content")
    requests = page.get_by_role("region", name="Requests")
    await expect(requests.get_by_role("cell", name="token_missing").first).to_be_visible()
    assert await requests.evaluate("each => each.scrollWidth - each.clientWidth") == 0


async def test_nothing_jumps_while_answers_come(open_page: OpenPage, stack: Stack) -> None:
    page = await opened(open_page, stack, viewport={"width": 1280, "height": 900})
    for name in ("A phone asks", "A browser asks"):
        await page.get_by_role("button", name=name).click()
        await expect(page.locator(".story")).to_contain_text(re.compile("sent GET"))
    assert await page.evaluate(SHIFT) < 0.01


async def test_dark_is_dark(open_page: OpenPage, stack: Stack) -> None:
    page = await opened(open_page, stack, color_scheme="dark")
    ground = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(20, 22, 26)"

"""The console in a real browser, beside a running stack: what a newcomer sees of each request.

Screenshots are left in `.local/screenshots`.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.system.stack import Stack

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / ".local/screenshots"
RECORDED = ROOT / "tests/unit/local/monitor/recorded"
JSON = {"content-type": "application/json"}
SHED = "559feb7b16dec31b7f36997cc115b425"


@pytest.fixture(scope="session")
def monitor(stack: Stack) -> str:
    return str(stack.addresses()["monitor"]["url"])


@pytest.fixture
async def console(open_page: OpenPage, monitor: str) -> AsyncIterator[Page]:
    """The console with every service well, and a phone whose next answers are in no cache."""
    page = await open_page(viewport={"width": 1440, "height": 1000})
    await page.goto(monitor)
    await press(page, "Place an order")
    await expect(page.get_by_label("Screen of the phone")).to_contain_text("Order placed")
    yield page
    for service in ("orders", "products", "users"):
        await page.request.put(f"{monitor}/api/switches/{service}", data={"state": "well"})


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name).first.click()


async def told(page: Page, *sentences: str) -> None:
    """Until the way of the request is told with all of these, in words and by the picture's name."""
    for sentence in sentences:
        await expect(page.locator(".story")).to_contain_text(sentence)
        await expect(page.get_by_role("img", name=sentence)).to_be_visible()


async def fact(page: Page, name: str, value: str) -> None:
    await expect(page.locator(".facts div", has_text=name).locator("dd")).to_contain_text(value)


async def keep(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def answer_of(page: Page, who: str) -> Locator:
    return page.get_by_role("row", name=re.compile(rf"^{who}"))


async def test_it_says_that_it_is_local_only(console: Page) -> None:
    await expect(console.get_by_role("banner")).to_contain_text("local only")
    await expect(console.get_by_label("Signed in as")).to_have_value("alice")


async def test_flow_a_reaches_one_service(console: Page) -> None:
    await press(console, "A phone asks")
    await told(
        console, "The phone sent GET /mobile/orders.", "passed it to the mobile BFF, which called orders once"
    )
    await fact(console, "Cache", "miss")
    await fact(console, "Calls", "1 BFF call, 1 upstream call")
    await fact(console, "Fetched from services", "kB")
    spans = console.get_by_label("Waterfall").get_by_role("rowheader")
    await expect(spans).to_have_text(
        [
            *("GET /mobile/orders phone", "GET /mobile/orders gateway", "inbound gateway", "backend gateway"),
            *("GET gateway", "mobile_list_orders mobile", "GET orders mobile", "outbound gateway"),
        ]
    )
    for policy in ("validate-jwt", "rate-limit-by-key", "cache-lookup", "forward-request", "cache-store"):
        await expect(console.get_by_label("Policies").get_by_text(policy, exact=True)).to_be_visible()
    await keep(console, "console-flow-a")


async def test_flow_b_ends_at_the_cache(console: Page) -> None:
    await press(console, "A phone asks")
    await told(console, "passed it to the mobile BFF")
    await press(console, "The same again")
    await told(console, "The gateway answered it from its cache.")
    await fact(console, "Cache", "hit")
    await fact(console, "Calls", "0 BFF calls, 0 upstream calls")
    policies = console.get_by_label("Policies")
    await expect(policies.get_by_text("cache-lookup", exact=True)).to_be_visible()
    await expect(policies.get_by_text("forward-request", exact=True)).to_have_count(0)
    await keep(console, "console-flow-b")


async def test_flow_c_calls_many_times_and_answers_several_pages(console: Page) -> None:
    await press(console, "A browser asks")
    await told(console, "The gateway passed it to the desktop BFF, which called ", "orders 3 times")
    await expect(console.get_by_label("Screen of the browser")).to_contain_text(
        re.compile(r"60 of \d+ orders")
    )
    await fact(console, "Cache", "not used")
    await keep(console, "console-flow-c")


async def test_a_request_without_a_token_ends_at_the_gateway(console: Page) -> None:
    await press(console, "Ask without a token")
    await told(console, "The gateway refused it: token_missing.")
    await expect(console.get_by_label("Screen of the phone")).to_contain_text("token_missing")
    await expect(console.get_by_label("Policies")).to_contain_text("ended by TokenNotPresent")
    failures = console.get_by_role("region", name="What fails")
    await expect(failures.get_by_role("row", name="token_missing")).to_contain_text(
        "inbound: TokenNotPresent"
    )
    await keep(console, "console-refused")


async def test_a_dead_service_is_seen_in_every_channel(console: Page) -> None:
    await console.get_by_role("group", name="orders").get_by_label("dead").check()
    phone, browser = answer_of(console, "phone: orders"), answer_of(console, "browser: orders")
    await expect(phone).to_contain_text("502")
    await expect(browser).to_contain_text("502")
    await browser.get_by_role("link", name="upstream_failed").click()
    await told(console, "answered with the problem upstream_failed")
    await keep(console, "console-dead")
    await console.get_by_role("group", name="orders").get_by_label("well").check()
    await expect(browser).to_contain_text("complete")


async def test_a_slow_service_outlasts_the_phones_patience_and_not_the_browsers(console: Page) -> None:
    await console.get_by_role("group", name="orders").get_by_label("slow").check()
    await expect(answer_of(console, "phone: orders")).to_contain_text("504")
    await expect(answer_of(console, "browser: orders")).to_contain_text("complete")


async def test_a_shed_request_is_told_as_such(console: Page, monitor: str) -> None:
    content = (RECORDED / "shed.json").read_bytes()
    await console.request.post(f"{monitor}/v1/traces", data=content, headers=JSON)
    await console.goto(f"{monitor}/#{SHED}")
    await told(console, "called no service and answered with the problem overloaded")
    await keep(console, "console-shed")


async def test_a_request_of_somebody_else_can_be_chosen(console: Page, stack: Stack) -> None:
    stack.get("/mobile/products?page=3", stack.token("bob"))
    await (
        console.get_by_role("region", name="Requests")
        .get_by_role("link", name="/mobile/products")
        .first.click()
    )
    await told(console, "The phone sent GET /mobile/products.", "products once")
    await expect(console.locator("tr[aria-current]")).to_have_count(1)


async def test_charts_tell_the_newest_figures(console: Page) -> None:
    figure = console.get_by_role("figure").filter(has_text="Requests")
    await expect(figure.locator("dl")).to_contain_text("mobile", timeout=15_000)


async def test_a_gateway_that_is_gone_is_said_to_be(open_page: OpenPage, monitor: str) -> None:
    page = await open_page()
    await page.route(
        "**/api/asks", lambda route: route.fulfill(status=502, json={"message": "the gateway is gone"})
    )
    await page.goto(monitor)
    await press(page, "A phone asks")
    await expect(page.get_by_role("alert").first).to_have_text("the gateway is gone")

"""What a user does: look at orders over several pages, place one, and meet a service that has a bad day."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, Request, Route, expect

from tests.browser.conftest import ORIGIN, SignedIn, call, go, order_count, settled
from tests.system.stack import Stack


async def test_the_dashboard_greets_and_counts(signed_in: SignedIn) -> None:
    page = await signed_in()
    _, body = await call(page, "/desktop/dashboard")
    await expect(page.get_by_text("Hello, Alice Larsen (alice.larsen@example.com).")).to_be_visible()
    counts = await page.locator(".counts > div").all_inner_texts()
    assert [line.split() for line in counts] == [[k, str(n)] for k, n in body["ordersByStatus"].items()]
    await expect(page.locator("ol.rows > li")).to_have_count(5)


async def test_orders_go_on_along_the_next_link(signed_in: SignedIn) -> None:
    page = await signed_in("bob", "orders")
    rows = page.locator("#orders > li")
    await expect(rows).to_have_count(60)
    async with page.expect_request("**/desktop/orders?*") as asked:
        await page.get_by_role("button", name="Show more").click()
    assert (await asked.value).url == f"{ORIGIN}/desktop/orders?page=4&pages=3"
    await expect(rows).to_have_count(120)
    ids = await rows.locator("summary code").all_inner_texts()
    assert len(set(ids)) == 120
    assert ids == sorted(ids, reverse=True)


async def test_the_button_goes_with_the_last_page(signed_in: SignedIn) -> None:
    page = await signed_in("bob", "orders")
    more, total = page.get_by_role("button", name="Show more"), await order_count(page)
    while await more.is_visible():
        await more.click()
        await expect(page.locator("#status")).to_have_text("")
    await expect(page.locator("#orders > li")).to_have_count(total)
    await expect(page.get_by_text(f"{total} of {total} orders.")).to_be_visible()


async def test_an_order_shows_its_products_and_history(signed_in: SignedIn) -> None:
    page = await signed_in("bob", "orders")
    order = page.locator("#orders > li").first
    await order.locator("summary").click()
    await expect(order.get_by_role("heading", name="History")).to_be_visible()
    await expect(order.locator("address")).to_contain_text("Bob Okafor")


async def place(page: Page, quantity: int) -> None:
    await page.locator("#products input").first.fill(str(quantity))
    await page.get_by_role("button", name="Place the order").click()


async def test_an_order_is_placed_and_heads_the_list(signed_in: SignedIn) -> None:
    page = await signed_in("yara", "place-order")
    await place(page, 2)
    await expect(page.locator("#status")).to_contain_text("is placed")
    placed = (await page.locator("#status").inner_text()).split()[1]
    await go(page, "orders")
    await expect(page.locator("#orders summary code").first).to_have_text(placed)


def sent_keys(page: Page) -> list[str]:
    """The Idempotency-Key of every order that the page sends from now on."""
    keys: list[str] = []

    def keep(request: Request) -> None:
        if request.method == "POST":
            keys.append(request.headers["idempotency-key"])

    page.on("request", keep)
    return keys


async def lose_next_answer(page: Page) -> None:
    """The next order reaches the service; its answer does not reach the page."""
    browser = await page.context.new_cdp_session(page)
    paused = asyncio.get_running_loop().create_future()
    browser.once("Fetch.requestPaused", lambda event: paused.set_result(event["requestId"]))
    answers = {"urlPattern": "*/desktop/orders", "requestStage": "Response"}
    await browser.send("Fetch.enable", {"patterns": [answers]})
    await page.get_by_role("button", name="Place the order").click()
    await browser.send("Fetch.failRequest", {"requestId": await paused, "errorReason": "ConnectionReset"})
    await browser.send("Fetch.disable")


async def test_an_order_whose_answer_was_lost_is_placed_once(signed_in: SignedIn) -> None:
    page = await signed_in("yara", "place-order")
    before, keys = await order_count(page), sent_keys(page)
    await page.locator("#products input").first.fill("3")
    await lose_next_answer(page)
    await expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    await page.get_by_role("button", name="Place the order").click()
    await expect(page.locator("#status")).to_contain_text("is placed")
    assert keys[0] == keys[1]
    assert await order_count(page) == before + 1


async def test_the_same_order_again_is_another_order(signed_in: SignedIn) -> None:
    page = await signed_in("yara", "place-order")
    keys = sent_keys(page)
    for _ in range(2):
        async with page.expect_response("**/desktop/orders"):
            await place(page, 1)
        await expect(page.locator("#status")).to_contain_text("is placed")
    assert len(set(keys)) == 2


async def test_an_order_of_nothing_is_not_sent(signed_in: SignedIn) -> None:
    page = await signed_in("yara", "place-order")
    await page.get_by_role("button", name="Place the order").click()
    await expect(page.locator("#status")).to_have_text("Choose at least one product.")


@pytest.fixture
def broken_catalogue(stack: Stack) -> Iterator[None]:
    faults = f"{stack.addresses()['products']['url']}/_faults"
    httpx.put(faults, json={"kind": "fail", "status": 500, "share": 1}).raise_for_status()
    yield
    httpx.delete(faults).raise_for_status()


@pytest.mark.usefixtures("broken_catalogue")
async def test_a_part_that_is_missing_is_named(signed_in: SignedIn) -> None:
    page = await signed_in("yara", "dashboard")
    await expect(page.locator(".note")).to_contain_text("Part of this page is missing: recommendations (")
    await expect(page.get_by_role("heading", name="Latest orders")).to_be_visible()


async def answered_with(page: Page, status: int, body: dict[str, Any], **headers: str) -> None:
    """The next look at the orders is answered so."""
    media_type = "application/json" if status == 200 else "application/problem+json"

    async def answer(route: Route) -> None:
        await route.fulfill(status=status, headers=headers, body=json.dumps(body), content_type=media_type)

    await page.route("**/desktop/orders", answer, times=1)


async def test_old_data_is_said_to_be_old(signed_in: SignedIn) -> None:
    page = await signed_in("yara", "sessions")
    stale = {
        "items": [],
        "totalCount": 0,
        "complete": True,
        "stale": [{"part": "products", "ageSeconds": 45}],
    }
    await answered_with(page, 200, stale)
    await go(page, "orders")
    await expect(page.locator(".note")).to_have_text(
        "Part of this page is not fresh: products (45 seconds old)."
    )


@pytest.mark.parametrize(("status", "code"), [(429, "rate_limited"), (503, "unavailable")])
async def test_a_refusal_says_when_to_come_back_and_another_try_works(
    signed_in: SignedIn, status: int, code: str
) -> None:
    page = await signed_in("yara", "sessions")
    problem = {
        "status": status,
        "code": code,
        "detail": "Not now.",
        "traceId": "0af7651916cd43dd8448eb211c80319c",
    }
    await answered_with(page, status, problem, **{"retry-after": "7"})
    await go(page, "orders")
    alert = page.get_by_role("alert")
    for text in ("Not now.", "Try again in 7 seconds.", "Reference: 0af7651916cd43dd8448eb211c80319c"):
        await expect(alert).to_contain_text(text)
    await page.get_by_role("button", name="Try again").click()
    await settled(page)
    await expect(page.locator("#orders")).to_be_visible()


async def test_what_a_service_sends_is_text_and_never_markup(signed_in: SignedIn) -> None:
    page = await signed_in("yara", "sessions")
    hostile = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    await answered_with(page, 422, {"status": 422, "code": "order_rejected", "detail": hostile})
    await go(page, "orders")
    await expect(page.get_by_role("alert")).to_contain_text(hostile)
    await expect(page.locator("#view img, #view script")).to_have_count(0)

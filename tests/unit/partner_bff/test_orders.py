"""GET /partner/v1/orders and /partner/v1/orders/{id}."""

import json
from collections.abc import Callable
from typing import Any

import azure.functions as func
import httpx
import pytest

from shared.settings import SettingsError
from tests.clock import RunningClock
from tests.provider import Identity
from tests.unit.partner_bff.conftest import Call, order

NEWER, OLDER = 43 * "A", 42 * "A" + "E"


class Feed:
    """The orders service's feed: at most 100 at once, in the order of (`updatedAt`, `id`)."""

    def __init__(self, *orders: dict[str, Any]) -> None:
        self.orders = list(orders)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        asked = request.url.params
        size = int(asked["size"])
        assert size <= 100
        start = tuple(asked["after"].split(",")) if "after" in asked else (asked["updatedSince"], "")
        found = sorted(position for position in map(position_of, self.orders) if position > start)
        page = [item for item in self.orders if position_of(item) in found[:size]]
        more = {"next": ",".join(found[size - 1])} if len(found) > size else {}
        return httpx.Response(200, json={"items": sorted(page, key=position_of), "size": size} | more)


def position_of(item: dict[str, Any]) -> tuple[str, str]:
    return item["updatedAt"], item["id"]


def body(response: func.HttpResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.get_body()
    return dict(json.loads(response.get_body()))


def ids(page: dict[str, Any]) -> list[int]:
    return [int(item["id"].removeprefix("ord_")) for item in page["value"]]


async def test_an_order_is_shown_without_what_is_internal(partner: Callable[..., Call]) -> None:
    shown = body(await partner(orders=Feed(order(1)))("list_orders"))
    line = {"productId": "p1", "name": "Lamp", "quantity": 1, "unitPrice": "9.50"}
    expected = order(1) | {"lines": [line]}
    assert shown == {"value": [{key: expected[key] for key in expected.keys() - {"userId", "payment"}}]}


async def test_a_page_of_two_hundred_is_two_calls_one_behind_the_other(partner: Callable[..., Call]) -> None:
    feed = Feed(*map(order, range(1, 251)))
    page = body(await partner(orders=feed)("list_orders", "?maxpagesize=200"))
    assert ids(page) == list(range(1, 201))
    assert [request.url.params["size"] for request in feed.requests] == ["100", "100"]
    assert feed.requests[1].url.params["after"] == "2026-01-01T00:00:00Z,ord_0000000100"


@pytest.mark.parametrize("position", [",", "2026-01-01T00:00:00Z," + "9" * 5000, "é☃", "a b", "a\n"])
async def test_a_feed_that_does_not_move_on_or_says_rubbish_is_a_bad_response(
    partner: Callable[..., Call], position: str
) -> None:
    def feed(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"items": [], "next": position})

    call = partner(orders=feed)
    first = await call("list_orders", "?maxpagesize=1")
    answer = await call("list_orders", body(first)["nextLink"]) if position == "," else first
    assert await code(answer) == (502, "upstream_failed")


async def test_a_full_last_page_has_no_next_link(partner: Callable[..., Call]) -> None:
    call = partner(orders=Feed(*map(order, range(1, 101))))
    for size in (100, 150, 200):
        assert "nextLink" not in body(await call("list_orders", f"?maxpagesize={size}"))
    link = body(await call("list_orders", "?maxpagesize=50"))["nextLink"]
    assert "nextLink" not in body(await call("list_orders", link))


async def test_orders_of_one_second_are_neither_passed_over_nor_repeated(
    partner: Callable[..., Call],
) -> None:
    second = "2026-01-01T00:00:07Z"
    feed = Feed(*(order(number, second) for number in range(1, 6)))
    call = partner(orders=feed)
    first = body(await call("list_orders", f"?updatedSince={second}&maxpagesize=3"))
    feed.orders += [order(6, second), order(7, second)]
    rest = body(await call("list_orders", first["nextLink"]))
    assert ids(first) + ids(rest) == [1, 2, 3, 4, 5, 6]
    assert ids(body(await call("list_orders", rest["nextLink"]))) == [7]


async def test_an_order_that_changes_after_it_was_seen_comes_again_as_it_is_now(
    partner: Callable[..., Call],
) -> None:
    feed = Feed(*map(order, range(1, 4)))
    call = partner(orders=feed)
    first = body(await call("list_orders", "?maxpagesize=1"))
    feed.orders[0] = order(1, "2026-01-01T00:00:09Z", status="shipped")
    rest = body(await call("list_orders", first["nextLink"].replace("maxpagesize=1", "maxpagesize=9")))
    assert ids(rest) == [2, 3, 1]
    assert rest["value"][2]["status"] == "shipped"


async def test_the_filter_goes_upstream_in_utc_and_into_the_link(partner: Callable[..., Call]) -> None:
    feed = Feed(order(1, "2026-02-01T00:00:00Z"), order(2, "2026-02-01T00:00:00Z"))
    page = body(
        await partner(orders=feed)("list_orders", "?maxpagesize=1&updatedSince=2026-01-02T00:30:00.5%2B01:00")
    )
    assert feed.requests[0].url.params["updatedSince"] == "2026-01-01T23:30:00.500000Z"
    prefix = (
        "https://gateway.test/partner/v1/orders?maxpagesize=1&updatedSince=2026-01-01T23%3A30%3A00.500000Z&"
    )
    assert page["nextLink"].startswith(prefix + "cursor=")


async def next_link(call: Call) -> str:
    return str(body(await call("list_orders", "?maxpagesize=1"))["nextLink"])


async def code(answer: func.HttpResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.get_body())["code"]


async def test_a_cursor_is_good_for_24_hours(partner: Callable[..., Call], clock: RunningClock) -> None:
    call = partner(orders=Feed(order(1), order(2)))
    link = await next_link(call)
    clock.advance(24 * 3600 - 10)
    fresh = {"iat": int(clock()), "nbf": int(clock()), "exp": int(clock()) + 600}
    assert ids(body(await call("list_orders", link, **fresh))) == [2]
    clock.advance(20)
    assert await code(await call("list_orders", link, **fresh)) == (400, "invalid_cursor")


async def test_keys_are_rotated_without_breaking_a_walk(partner: Callable[..., Call]) -> None:
    feed = Feed(order(1), order(2))
    link = await next_link(partner(f"old:{OLDER}", orders=feed))
    rotated = partner(f"new:{NEWER},old:{OLDER}", orders=feed)
    assert ids(body(await rotated("list_orders", link))) == [2]
    newest, forgotten = await next_link(rotated), partner(f"new:{NEWER}", orders=feed)
    assert ids(body(await forgotten("list_orders", newest))) == [2]
    assert await code(await forgotten("list_orders", link)) == (400, "invalid_cursor")


async def test_the_role_is_needed_by_the_application_itself(partner: Callable[..., Call]) -> None:
    call = partner(orders=Feed())
    assert await code(await call("list_orders", roles=["Orders.Read"])) == (403, "insufficient_scope")
    assert await code(await call("list_orders", scp="orders.read")) == (403, "insufficient_scope")
    assert await code(await call("list_orders", azp="initech")) == (401, "token_invalid")
    assert await code(await call("list_orders", aud="mobile-api")) == (401, "token_invalid")


async def test_the_upstream_is_called_in_the_applications_own_name(
    partner: Callable[..., Call], identity: Identity
) -> None:
    feed = Feed(order(1))
    call = partner(orders=feed)
    for oid in ("principal-of-acme", "principal-of-globex"):
        await call("list_orders", oid=oid)
    assert {request.headers["authorization"] for request in feed.requests} == {"Bearer upstream-token"}
    assert identity.count("token_endpoint") == 1
    assert b"grant_type=client_credentials" in identity.requests[-1].content


async def test_a_provider_that_refuses_us_is_no_fault_of_the_caller(
    partner: Callable[..., Call], identity: Identity
) -> None:
    identity.exchange = httpx.Response(401, json={"error": "invalid_client"})
    assert await code(await partner(orders=Feed())("list_orders")) == (502, "upstream_failed")


def test_a_start_without_cursor_keys_says_so(partner: Callable[..., Call]) -> None:
    with pytest.raises(SettingsError, match="CURSOR_KEYS is missing"):
        partner(keys="")


async def test_one_order_is_found_by_its_id(partner: Callable[..., Call]) -> None:
    def orders(request: httpx.Request) -> httpx.Response:
        known = request.url.path == "/orders/ord_0000000001"
        return httpx.Response(200, json=order(1)) if known else httpx.Response(404, json={})

    call = partner(orders=orders)
    assert body(await call("get_order", path={"id": "ord_0000000001"}))["id"] == "ord_0000000001"
    assert await code(await call("get_order", path={"id": "ord_2"})) == (404, "not_found")

"""GET /mobile/orders and /mobile/orders/{id}."""

import json
from collections.abc import Callable
from typing import Any

import httpx
from msgspec import convert, to_builtins

from mobile_bff.orders import Order, OrderItem
from tests.provider import ALICE
from tests.unit.conftest import Bff


def order(**changes: object) -> dict[str, Any]:
    line = {
        "productId": "prd_1",
        "name": "Lamp",
        "thumbnailUrl": "https://img/1",
        "quantity": 2,
        "unitPrice": "9.50",
    }
    document = {
        "id": "ord_1",
        "userId": ALICE,
        "status": "paid",
        "placedAt": "2026-01-02T03:04:05Z",
        "total": "19.00",
        "currency": "EUR",
        "lines": [line],
        "warehouse": "not for a phone",
    }
    return document | changes


def page_of(*orders: dict[str, Any], total: int) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(200, json={"items": orders, "page": 1, "size": 10, "total": total})


async def test_a_page_is_one_upstream_call_for_the_callers_own_orders(bff: Callable[..., Bff]) -> None:
    seen: list[httpx.Request] = []

    def orders(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return page_of(order(), total=1)(request)

    response = await bff(orders=orders).call("mobile_list_orders", "?page=3")
    assert response.status_code == 200
    assert [str(request.url) for request in seen] == [
        f"https://orders.test/orders?userId={ALICE}&page=3&size=10"
    ]
    assert seen[0].headers["authorization"] == "Bearer upstream-token"


async def test_an_item_has_what_a_phone_shows_and_no_more(bff: Callable[..., Bff]) -> None:
    response = await bff(orders=page_of(order(), total=1)).call("mobile_list_orders")
    assert json.loads(response.get_body()) == {
        "items": [
            {
                "id": "ord_1",
                "status": "paid",
                "placedAt": "2026-01-02T03:04:05Z",
                "total": "19.00",
                "currency": "EUR",
                "itemCount": 2,
                "thumbnailUrl": "https://img/1",
            }
        ],
        "page": 1,
    }


async def test_the_next_link_is_absolute_and_made_from_the_public_url(bff: Callable[..., Bff]) -> None:
    response = await bff(orders=page_of(order(), total=21)).call(
        "mobile_list_orders", "?page=2", headers={"host": "evil.test"}
    )
    assert json.loads(response.get_body())["nextLink"] == "https://gateway.test/mobile/orders?page=3"


def test_the_item_count_is_the_sum_of_quantities() -> None:
    lines = [{"name": "x", "quantity": quantity, "unitPrice": "1.00"} for quantity in (2, 3)]
    assert OrderItem.of(convert(order(lines=lines), Order)).item_count == 5


def test_an_order_without_lines_has_no_thumbnail() -> None:
    assert "thumbnailUrl" not in to_builtins(OrderItem.of(convert(order(lines=[]), Order)))


async def test_one_order_shows_its_lines(bff: Callable[..., Bff]) -> None:
    app = bff(orders=lambda _: httpx.Response(200, json=order()))
    response = await app.call("mobile_get_order", path={"id": "ord_1"})
    assert json.loads(response.get_body())["lines"] == [
        {"name": "Lamp", "quantity": 2, "unitPrice": "9.50", "thumbnailUrl": "https://img/1"}
    ]


async def test_somebody_elses_order_is_not_found_even_if_the_service_shows_it(
    bff: Callable[..., Bff],
) -> None:
    app = bff(orders=lambda _: httpx.Response(200, json=order(userId="bob")))
    response = await app.call("mobile_get_order", path={"id": "ord_1"})
    assert (response.status_code, json.loads(response.get_body())["code"]) == (404, "not_found")


async def test_an_id_that_cannot_be_one_is_not_found_without_a_call(bff: Callable[..., Bff]) -> None:
    response = await bff().call("mobile_get_order", path={"id": "../users"})
    assert response.status_code == 404

"""Placing an order: what is sent, and each refusal by its own name."""

import json
from collections.abc import Callable

import httpx
import pytest

from tests.unit.conftest import Bff
from tests.unit.desktop_bff import services
from tests.unit.mobile_bff.test_orders import order

BODY = b'{"lines":[{"productId":"prd_1","quantity":2}]}'
HEADERS = {"content-type": "application/json", "idempotency-key": '"key-1"'}


async def test_the_order_and_its_key_go_upstream_and_the_answer_says_where_it_is(
    bff: Callable[..., Bff],
) -> None:
    seen: list[httpx.Request] = []

    def orders(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json=order())

    response = await bff(orders=orders).call("mobile_place_order", headers=HEADERS, body=BODY)
    assert response.status_code == 201
    assert response.headers["Location"] == "https://gateway.test/mobile/orders/ord_1"
    assert json.loads(seen[0].content) == json.loads(BODY)
    assert seen[0].headers["idempotency-key"] == "key-1"


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (422, "unknown_product", (422, "unknown_product")),
        (422, "idempotency_key_reused", (422, "idempotency_key_reused")),
        (422, "too_expensive", (422, "order_rejected")),
        (409, "in_progress", (409, "request_in_progress")),
        (500, "broken", (502, "upstream_failed")),
        (400, "invalid", (422, "order_rejected")),
    ],
)
async def test_each_refusal_has_its_code(
    bff: Callable[..., Bff], status: int, error: str, expected: tuple[int, str]
) -> None:
    app = bff(orders=lambda _: httpx.Response(status, json={"error": error, "message": "at 10.0.0.7"}))
    response = await app.call("mobile_place_order", headers=HEADERS, body=BODY)
    assert (response.status_code, json.loads(response.get_body())["code"]) == expected
    assert b"10.0.0.7" not in response.get_body()


@pytest.mark.parametrize("channel", ["mobile", "desktop"])
@pytest.mark.parametrize(
    "hostile", ["", "a\r\nX-Evil: 1", "ord_1\n", "é☃", "x" * 65, "../../x?y#z"], ids=repr
)
async def test_an_id_that_no_address_can_hold_is_a_bad_response(
    bff: Callable[..., Bff], channel: str, hostile: str
) -> None:
    app = bff(orders=lambda _: httpx.Response(201, json=services.order(1) | {"id": hostile}))
    response = await app.call(f"{channel}_place_order", headers=HEADERS, body=BODY)
    assert (response.status_code, json.loads(response.get_body())["code"]) == (502, "upstream_failed")
    assert "Location" not in response.headers

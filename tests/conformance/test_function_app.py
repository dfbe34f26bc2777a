"""The real application through Microsoft's production runtime and the local host: the same answers."""

from typing import Any

import httpx
import pytest

from tests.conformance.comparison import Comparison
from tests.provider import Identity
from tests.system.stack import ROOT

TRACE = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
JSON = {"content-type": "application/json"}
ORDER = '{"lines":[{"productId":"prd_1","quantity":1}]}'


def case(function: str, target: str, status: int, **rest: Any) -> tuple[str, str, int, dict[str, Any]]:
    return function, target, status, rest


CASES = {
    "health": case("mobile_get_health", "health", 200, token=None),
    "openapi": case("mobile_get_openapi", "openapi.json", 200, token=None),
    "no token": case("mobile_list_orders", "orders", 401, token=None),
    "a page": case("mobile_list_orders", "orders?page=1", 200),
    "a bad page": case("mobile_list_orders", "orders?page=01", 400),
    "an empty page": case("mobile_list_orders", "orders?page=", 400),
    "a repeated page": case("mobile_list_orders", "orders?page=1&page=2", 400),
    "a missing scope": case("mobile_list_products", "products", 403, scp="orders.read"),
    "home": case("mobile_get_home", "home", 200),
    "one order": case("mobile_get_order", "orders/ord_1", 200, path={"id": "ord_1"}),
    "no such order": case("mobile_get_order", "orders/ord_2", 404, path={"id": "ord_2"}),
    "an order placed": case(
        "mobile_place_order",
        "orders",
        201,
        method="POST",
        content=ORDER,
        headers=JSON | {"idempotency-key": "k"},
    ),
    "an order without a key": case(
        "mobile_place_order", "orders", 400, method="POST", content=ORDER, headers=JSON
    ),
    "an order that is text": case("mobile_place_order", "orders", 415, method="POST", content=ORDER),
}


@pytest.mark.parametrize(("function", "target", "status", "rest"), CASES.values(), ids=CASES.keys())
async def test_both_answer_alike(
    environment: dict[str, str],
    identity: Identity,
    function: str,
    target: str,
    status: int,
    rest: dict[str, Any],
) -> None:
    comparison = await Comparison.of(ROOT / "tests" / "conformance", "portico_app.py", environment)
    claims = {"scp": rest["scp"]} if "scp" in rest else {}
    bearer = (
        {"authorization": f"Bearer {identity.token(**claims)}"} if rest.get("token", "") is not None else {}
    )
    request = httpx.Request(
        rest.get("method", "GET"),
        f"http://bff.test/mobile/{target}",
        headers=TRACE | bearer | rest.get("headers", {}),
        content=rest.get("content"),
    )
    answer = await comparison.same(function, request, rest.get("path"))
    assert answer.status == status

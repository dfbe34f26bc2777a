"""Flow C: the browser asks, many services are called, several pages come back at once."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.system.conftest import Portico


async def test_three_pages_of_twenty_come_joined_in_one_answer(portico: Portico) -> None:
    answer = await portico.get("/desktop/orders")
    body = answer.json()
    assert answer.status_code == 200
    assert (len(body["items"]), body["page"], body["pages"], body["complete"]) == (60, 1, 3, True)
    assert "missing" not in body
    first = body["items"][0]
    assert first.keys() == {
        "id",
        "status",
        "placedAt",
        "total",
        "currency",
        "buyer",
        "lines",
        "shippingAddress",
        "history",
    }
    assert first["buyer"]["name"] == "Alice Larsen"
    assert first["lines"][0]["product"].keys() == {"id", "name", "price", "currency", "imageUrl"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "X-Cache" not in answer.headers


async def test_each_service_is_called_as_often_as_needed_and_no_more(portico: Portico) -> None:
    before = await portico.upstream_calls()
    body = (await portico.get("/desktop/orders?pages=5")).json()
    products = {line["product"]["id"] for order in body["items"] for line in order["lines"]}
    batches = -(-len(products) // 100)
    assert await portico.upstream_calls() - before == 5 + batches + 1


async def test_walking_all_pages_yields_every_order_once_and_agrees_with_mobile(portico: Portico) -> None:
    desktop: list[str] = []
    path = "/desktop/orders?pages=10"
    while path:
        body = (await portico.get(path)).json()
        desktop += [item["id"] for item in body["items"]]
        path = body.get("nextLink", "").removeprefix(portico.world.layout.url("gateway"))
    assert len(desktop) == len(set(desktop)) == body["totalCount"]
    mobile = [
        item["id"]
        for page in range(1, 5)
        for item in (await portico.get(f"/mobile/orders?page={page}")).json()["items"]
    ]
    assert mobile == desktop[:40]


async def test_the_next_link_keeps_pages_and_all(portico: Portico) -> None:
    body = (await portico.get("/desktop/orders?page=2&pages=4&all=true", login="carol")).json()
    link = urlsplit(body["nextLink"])
    assert (link.path, link.query) == ("/desktop/orders", "page=6&pages=4&all=true")


async def test_everybodys_orders_are_for_the_role(portico: Portico) -> None:
    carols = (await portico.get("/desktop/orders?all=true", login="carol")).json()
    assert carols["totalCount"] >= 20_000
    assert len({item["buyer"]["id"] for item in carols["items"]}) > 10
    refused = await portico.get("/desktop/orders?all=true")
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")


async def test_one_order_is_joined_and_shown_to_its_owner_or_the_role(portico: Portico) -> None:
    order_id = (await portico.get("/desktop/orders?pages=1")).json()["items"][0]["id"]
    for login in ("alice", "carol"):
        order = (await portico.get(f"/desktop/orders/{order_id}", login=login)).json()
        assert (order["id"], order["buyer"]["name"], order["complete"]) == (order_id, "Alice Larsen", True)
    refused = await portico.get(f"/desktop/orders/{order_id}", login="bob")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(("service", "part"), [("products", "products"), ("users", "users")])
async def test_a_failing_reference_service_leaves_the_orders_and_is_named(
    portico: Portico, service: str, part: str
) -> None:
    await portico.fault(service, kind="fail", status=500)
    body = (await portico.get("/desktop/orders")).json()
    assert (len(body["items"]), body["complete"]) == (60, False)
    assert body["missing"] == [{"part": part, "reason": "unavailable"}]
    order = body["items"][0]
    assert (order["buyer"] is None) == (service == "users")
    assert (order["lines"][0]["product"] is None) == (service == "products")


async def test_rubbish_from_a_reference_service_is_a_bad_response(portico: Portico) -> None:
    await portico.fault("users", kind="rubbish")
    body = (await portico.get("/desktop/orders?pages=1")).json()
    assert body["missing"] == [{"part": "users", "reason": "bad_response"}]


async def test_without_orders_there_is_no_answer(portico: Portico) -> None:
    await portico.fault("orders", kind="fail", status=503)
    answer = await portico.get("/desktop/orders")
    assert (answer.status_code, answer.json()["code"]) == (502, "upstream_failed")
    assert answer.headers["Retry-After"]


async def test_the_dashboard_sums_up(portico: Portico) -> None:
    body = (await portico.get("/desktop/dashboard")).json()
    total = (await portico.get("/desktop/orders?pages=1")).json()["totalCount"]
    assert body["profile"]["name"] == "Alice Larsen"
    assert sum(body["ordersByStatus"].values()) == total
    assert len(body["latestOrders"]) == 5
    assert (len(body["recommendations"]), body["complete"]) == (4, True)


async def test_the_dashboard_does_without_recommendations(portico: Portico) -> None:
    await portico.fault("products", kind="fail", status=500)
    body = (await portico.get("/desktop/dashboard")).json()
    assert "recommendations" not in body
    assert body["missing"] == [{"part": "recommendations", "reason": "unavailable"}]


async def test_the_catalogue_in_full_over_several_pages(portico: Portico) -> None:
    body = (await portico.get("/desktop/products?pages=2")).json()
    assert (len(body["items"]), body["totalCount"]) == (40, 500)
    assert max(Counter(item["id"] for item in body["items"]).values()) == 1
    assert len(body["items"][0]["description"]) > 500

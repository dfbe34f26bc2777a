"""GET /desktop/orders: pages at once, references joined in batches."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.provider import ALICE, Identity
from tests.unit.conftest import Bff
from tests.unit.desktop_bff.services import (
    Recorder,
    by_ids,
    order,
    orders_service,
    product,
    user,
)

Build = Callable[..., Bff]


async def list_orders(app: Bff, query: str = "", **rest: Any) -> dict[str, Any]:
    response = await app.call("desktop_list_orders", query, **rest)
    assert response.status_code == 200
    return dict(json.loads(response.get_body()))


async def test_products_and_buyers_are_joined_to_their_orders(bff: Build) -> None:
    app = bff(orders=orders_service(order(1, "p1", "p2")), products=by_ids(product), users=by_ids(user))
    body = await list_orders(app)
    item = body["items"][0]
    assert item["buyer"] == user(ALICE)
    assert [line["product"] for line in item["lines"]] == [product("p1"), product("p2")]
    assert (body["complete"], body["totalCount"], "nextLink" in body) == (True, 1, False)


async def test_each_id_is_asked_for_once_in_batches_of_a_hundred(bff: Build) -> None:
    ids = [f"p{number}" for number in range(150)]
    products, users = Recorder(by_ids(product)), Recorder(by_ids(user))
    many = [order(number, product_id, "p0") for number, product_id in enumerate(ids[:60])]
    many += [order(100 + number, product_id) for number, product_id in enumerate(ids[60:])]
    body = await list_orders(bff(orders=orders_service(*many), products=products, users=users), "?pages=10")
    assert len(body["items"]) == 150
    asked = [name for target in products.targets for name in target.partition("ids=")[2].split(",")]
    assert sorted(asked) == sorted(ids)
    assert (len(products.targets), len(users.targets)) == (2, 1)


async def test_pages_are_fetched_from_the_one_asked_for(bff: Build) -> None:
    orders = Recorder(orders_service(order(1, "p1"), total=500))
    body = await list_orders(
        bff(orders=orders, products=by_ids(product), users=by_ids(user)), "?page=4&pages=2"
    )
    assert sorted(orders.targets) == [f"/orders?userId={ALICE}&page={page}&size=20" for page in (4, 5)]
    assert body["nextLink"] == "https://gateway.test/desktop/orders?page=6&pages=2"


async def test_everybodys_orders_are_asked_for_without_a_user(bff: Build, identity: Identity) -> None:
    orders = Recorder(orders_service(order(1, "p1", user_id="bob")))
    app = bff(orders=orders, products=by_ids(product), users=by_ids(user))
    token = identity.token(aud="desktop-api", azp="web", roles=["Orders.Read.All"])
    body = await list_orders(app, "?all=true&pages=1", token=token)
    assert orders.targets == ["/orders?page=1&size=20"]
    assert body["items"][0]["buyer"]["id"] == "bob"


async def test_everybodys_orders_need_the_role(bff: Build) -> None:
    response = await bff().call("desktop_list_orders", "?all=true")
    assert (response.status_code, json.loads(response.get_body())["code"]) == (403, "insufficient_scope")


async def test_an_id_the_service_does_not_know_is_null_and_the_answer_complete(bff: Build) -> None:
    app = bff(
        orders=orders_service(order(1, "gone")),
        products=lambda _: httpx.Response(200, json={"items": []}),
        users=by_ids(user),
    )
    body = await list_orders(app)
    assert (body["items"][0]["lines"][0]["product"], body["complete"]) == (None, True)


async def test_both_reference_services_down_leaves_the_orders_alone(bff: Build) -> None:
    body = await list_orders(bff(orders=orders_service(order(1, "p1"))))
    assert body["complete"] is False
    assert body["missing"] == [
        {"part": "products", "reason": "unavailable"},
        {"part": "users", "reason": "unavailable"},
    ]
    assert (body["items"][0]["buyer"], body["items"][0]["lines"][0]["product"]) == (None, None)


async def test_no_orders_need_no_references(bff: Build) -> None:
    products, users = Recorder(by_ids(product)), Recorder(by_ids(user))
    body = await list_orders(bff(orders=orders_service(), products=products, users=users))
    assert (body["items"], body["complete"]) == ([], True)
    assert products.targets == users.targets == []


@pytest.mark.parametrize(("roles", "status"), [(None, 404), (["Orders.Read.All"], 200)])
async def test_anothers_order_is_for_the_role(
    bff: Build, identity: Identity, roles: list[str] | None, status: int
) -> None:
    app = bff(
        orders=lambda _: httpx.Response(200, json=order(1, "p1", user_id="bob")),
        products=by_ids(product),
        users=by_ids(user),
    )
    token = identity.token(aud="desktop-api", azp="web", roles=roles)
    response = await app.call("desktop_get_order", path={"id": "ord_1"}, token=token)
    assert response.status_code == status

"""GET /desktop/dashboard."""

import json
from collections.abc import Callable

import httpx
from msgspec import convert

from desktop_bff.dashboard import RANKING, RecommendedPage
from tests.provider import ALICE
from tests.unit.conftest import Bff
from tests.unit.desktop_bff.services import Recorder, order, orders_service, product, user

Build = Callable[..., Bff]


def catalogue(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"items": [product("p1")], "total": 1})


def profile(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=user(ALICE) | {"locale": "nb-NO", "phone": "not shown"})


async def test_the_dashboard_has_profile_orders_counts_and_recommendations(bff: Build) -> None:
    orders = Recorder(orders_service(order(1, "p1"), order(2, "p1")))
    app = bff(orders=orders, products=catalogue, users=profile)
    body = json.loads((await app.call("desktop_get_dashboard")).get_body())
    assert body["profile"] == user(ALICE) | {"locale": "nb-NO"}
    assert [item["id"] for item in body["latestOrders"]] == ["ord_1", "ord_2"]
    assert body["ordersByStatus"] == dict.fromkeys(("placed", "paid", "shipped", "delivered", "cancelled"), 2)
    assert (body["recommendations"], body["complete"]) == ([product("p1")], True)
    assert len(orders.targets) == 6


def test_products_are_recommended_as_the_catalogue_has_them_or_by_their_rating() -> None:
    items = [
        product("a"),
        product("b") | {"rating": {"average": 4.5}},
        product("c") | {"rating": {"average": 4.6}},
    ]
    page = convert({"items": items}, RecommendedPage)
    shown = {
        variant: "".join(item.id for item in sorted(page.items, key=key))
        for variant, key in RANKING.variants.items()
    }
    assert shown == {"catalogue": "abc", "rating": "cba"}


async def test_without_the_catalogue_it_has_no_recommendations(bff: Build) -> None:
    app = bff(orders=orders_service(), users=profile)
    body = json.loads((await app.call("desktop_get_dashboard")).get_body())
    assert body["missing"] == [{"part": "recommendations", "reason": "unavailable"}]
    assert "recommendations" not in body


async def test_without_a_profile_there_is_no_dashboard(bff: Build) -> None:
    response = await bff(orders=orders_service(), products=catalogue).call("desktop_get_dashboard")
    assert (response.status_code, json.loads(response.get_body())["code"]) == (502, "upstream_failed")

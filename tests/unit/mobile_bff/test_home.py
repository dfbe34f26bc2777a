"""GET /mobile/home."""

import json
from collections.abc import Callable

import httpx
from msgspec import convert

from mobile_bff.home import RANKING, FeaturedPage
from tests.unit.conftest import Bff
from tests.unit.mobile_bff.test_orders import order, page_of

PRODUCT = {"id": "prd_1", "name": "Lamp", "price": "9.50", "currency": "EUR", "thumbnailUrl": "https://img/1"}


def catalogue(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"items": [PRODUCT], "page": 1, "size": 6, "total": 1})


async def test_home_is_complete_with_both_parts(bff: Callable[..., Bff]) -> None:
    response = await bff(orders=page_of(order(), total=1), products=catalogue).call("mobile_get_home")
    body = json.loads(response.get_body())
    assert body["greeting"] == "Hello, Alice"
    assert [item["id"] for item in body["recentOrders"]] == ["ord_1"]
    assert (body["featured"], body["complete"]) == ([PRODUCT], True)


async def test_products_are_featured_as_the_catalogue_has_them_unless_a_variant_ranks_them() -> None:
    ratings = {"a": (4.1, 7), "b": (4.9, 3), "c": (0.0, 0), "d": (4.1, 9)}
    items = [
        PRODUCT | {"id": name} | ({"rating": {"average": average, "count": count}} if count else {})
        for name, (average, count) in ratings.items()
    ]
    page = convert({"items": items}, FeaturedPage)
    shown = {
        variant: "".join(product.id for product in sorted(page.items, key=key))
        for variant, key in RANKING.variants.items()
    }
    assert shown == {"catalogue": "abcd", "rating": "badc", "reviews": "dabc"}


async def test_home_does_without_the_catalogue_and_says_so(bff: Callable[..., Bff]) -> None:
    response = await bff(orders=page_of(order(), total=1)).call("mobile_get_home")
    body = json.loads(response.get_body())
    assert response.status_code == 200
    assert "featured" not in body
    assert body["complete"] is False
    assert response.headers["X-Complete"] == "false"


async def test_home_cannot_do_without_orders(bff: Callable[..., Bff]) -> None:
    response = await bff(products=catalogue).call("mobile_get_home")
    assert (response.status_code, json.loads(response.get_body())["code"]) == (502, "upstream_failed")

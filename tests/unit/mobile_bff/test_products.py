"""GET /mobile/products."""

import json
from collections.abc import Callable

import httpx

from tests.unit.conftest import Bff

PRODUCT = {"id": "prd_1", "name": "Lamp", "price": "9.50", "currency": "EUR", "thumbnailUrl": "https://img/1"}


def catalogue(total: int) -> Callable[[httpx.Request], httpx.Response]:
    product = PRODUCT | {"description": "long " * 100}
    return lambda _: httpx.Response(200, json={"items": [product], "page": 1, "size": 10, "total": total})


async def test_a_card_has_what_a_phone_shows_and_no_more(bff: Callable[..., Bff]) -> None:
    response = await bff(products=catalogue(1)).call("mobile_list_products")
    assert json.loads(response.get_body()) == {"items": [PRODUCT], "page": 1}


async def test_the_search_goes_upstream_and_into_the_next_link(bff: Callable[..., Bff]) -> None:
    seen: list[httpx.Request] = []

    def products(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return catalogue(11)(request)

    response = await bff(products=products).call("mobile_list_products", "?q=caf%C3%A9%20%26%20co")
    assert seen[0].url.params["q"] == "café & co"
    link = json.loads(response.get_body())["nextLink"]
    assert link == "https://gateway.test/mobile/products?page=2&q=caf%C3%A9+%26+co"

"""GET /partner/v1/products."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from tests.unit.partner_bff.conftest import Call


def product(number: int) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "sku": f"SKU-{number}",
        "name": "Lamp",
        "description": "long",
        "price": "9.50",
        "currency": "EUR",
        "imageUrl": "https://img/1",
        "categories": ["Lighting"],
    }


def catalogue(total: int, asked: list[str]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["page"])
        page, size = (int(request.url.params[name]) for name in ("page", "size"))
        items = [product(number) | {"stock": 3} for number in range(total)][(page - 1) * size : page * size]
        return httpx.Response(200, json={"items": items, "total": total})

    return answer


async def test_a_page_is_cut_out_of_the_services_pages(partner: Callable[..., Call]) -> None:
    asked: list[str] = []
    call = partner(products=catalogue(300, asked))
    first = json.loads((await call("list_products", "?maxpagesize=50")).get_body())
    second = json.loads((await call("list_products", first["nextLink"].replace("=50", "=200"))).get_body())
    assert first["value"] + second["value"] == [product(number) for number in range(250)]
    assert sorted(asked) == ["1", "1", "2", "3"]


async def test_the_last_page_has_no_next_link(partner: Callable[..., Call]) -> None:
    call = partner(products=catalogue(200, []))
    assert "nextLink" not in json.loads((await call("list_products", "?maxpagesize=200")).get_body())


async def test_an_empty_catalogue_is_one_empty_page(partner: Callable[..., Call]) -> None:
    assert json.loads((await partner(products=catalogue(0, []))("list_products")).get_body()) == {"value": []}

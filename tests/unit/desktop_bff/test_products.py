"""GET /desktop/products."""

import json
from collections.abc import Callable

import httpx

from tests.unit.conftest import Bff
from tests.unit.desktop_bff.services import Recorder, product

FULL = product("p1") | {"sku": "KIT-0001", "description": "long", "categories": ["Kitchen"], "stock": 3}


async def test_pages_are_searched_and_shown_in_full(bff: Callable[..., Bff]) -> None:
    products = Recorder(
        lambda _: httpx.Response(200, json={"items": [FULL | {"attributes": {}}], "total": 100})
    )
    app = bff(products=products)
    body = json.loads((await app.call("desktop_list_products", "?page=2&pages=2&q=a+b")).get_body())
    assert body["items"] == [FULL, FULL]
    assert (body["page"], body["pages"], body["totalCount"]) == (2, 2, 100)
    assert body["nextLink"] == "https://gateway.test/desktop/products?page=4&pages=2&q=a+b"
    assert sorted(products.targets) == [f"/products?page={page}&size=20&q=a+b" for page in (2, 3)]

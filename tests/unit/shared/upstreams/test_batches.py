"""Many ids in few calls."""

from collections.abc import Callable

import httpx
import pytest

from tests.unit.conftest import Bff
from tests.unit.desktop_bff.services import Recorder, by_ids, order, orders_service, product, user


@pytest.mark.parametrize(("count", "calls"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
async def test_every_id_is_asked_for_once(bff: Callable[..., Bff], count: int, calls: int) -> None:
    ids = [f"p{number}" for number in range(count)]
    products = Recorder(by_ids(product))
    orders = [order(number, *ids[number * 50 : number * 50 + 50], "p0") for number in range(count // 50 + 1)]
    app = bff(orders=orders_service(*orders if count else ()), products=products, users=by_ids(user))
    await app.call("desktop_list_orders", "?pages=1")
    asked = [name for target in products.targets for name in target.partition("ids=")[2].split(",")]
    assert sorted(asked) == sorted(ids)
    assert len(products.targets) == calls


async def test_ids_are_escaped_for_the_query(bff: Callable[..., Bff]) -> None:
    products = Recorder(lambda _: httpx.Response(200, json={"items": []}))
    app = bff(orders=orders_service(order(1, "a,b&c")), products=products, users=by_ids(user))
    await app.call("desktop_list_orders", "?pages=1")
    assert products.targets == ["/products?ids=a%2Cb%26c"]

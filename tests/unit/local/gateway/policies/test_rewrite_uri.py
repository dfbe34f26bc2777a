"""rewrite-uri."""

from tests.unit.local.gateway.conftest import Shop


async def test_template_takes_the_operation_s_parameters(shop: Shop) -> None:
    shop.policy("<rewrite-uri template='/v2/order?id={id}'/>")
    await shop.get("/shop/orders/a%20b")
    assert shop.requests[0].url.raw_path == b"/shop/v2/order?id=a%20b"


async def test_query_is_kept(shop: Shop) -> None:
    shop.policy("<rewrite-uri template='/v2?id={id}'/>")
    await shop.get("/shop/orders/5?id=9&page=2")
    assert shop.requests[0].url.raw_path == b"/shop/v2?id=5&page=2"


async def test_query_is_dropped_on_demand(shop: Shop) -> None:
    shop.policy("<rewrite-uri template='/v2' copy-unmatched-params='false'/>")
    await shop.get("/shop/orders?page=2")
    assert shop.requests[0].url.raw_path == b"/shop/v2"

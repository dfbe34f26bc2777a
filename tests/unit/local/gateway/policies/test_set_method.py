"""set-method."""

from tests.unit.local.gateway.conftest import Shop


async def test_backend_gets_the_method(shop: Shop) -> None:
    shop.policy("<set-method>post</set-method>")
    await shop.get()
    assert shop.requests[0].method == "POST"

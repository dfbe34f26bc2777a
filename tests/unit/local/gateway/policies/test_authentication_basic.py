"""authentication-basic."""

from tests.unit.local.gateway.conftest import Shop


async def test_backend_gets_the_credentials(shop: Shop) -> None:
    shop.policy("<authentication-basic username='gateway' password='päss'/>")
    await shop.get(Authorization="Bearer client")
    assert shop.requests[0].headers["Authorization"] == "Basic Z2F0ZXdheTpww6Rzcw=="

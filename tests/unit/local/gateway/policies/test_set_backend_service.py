"""set-backend-service."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


async def test_base_url_replaces_the_backend(shop: Shop) -> None:
    shop.policy("<set-backend-service base-url='https://other.test/v2/'/>")
    await shop.get("/shop/orders/5?x=1")
    assert str(shop.requests[0].url) == "https://other.test/v2/orders/5?x=1"


async def test_backend_id_may_be_an_expression(shop: Shop) -> None:
    shop.policy('<set-backend-service backend-id=\'@("shop" + "-bff")\'/>')
    await shop.get()
    assert shop.requests[0].url.host == "bff.test"


async def test_unknown_backend_at_run_time_is_an_error(shop: Shop) -> None:
    shop.policy('<set-backend-service backend-id=\'@("no" + "-bff")\'/>')
    assert (await shop.get()).status_code == 500


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ("backend-id='absent'", "there is no backend 'absent'"),
        ("base-url='ftp://x'", "not an http or https URL"),
        ("", "takes either base-url or backend-id"),
        ("base-url='http://x' backend-id='shop-bff'", "takes either base-url or backend-id"),
    ],
)
def test_mistake_stops_the_start(shop: Shop, attributes: str, message: str) -> None:
    with pytest.raises(ConfigurationErrors, match=message):
        shop.policy(f"<set-backend-service {attributes}/>")

"""quota."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


def quota(attributes: str, parts: str = "") -> str:
    return f"<policies><inbound><base/><quota {attributes}>{parts}</quota></inbound></policies>"


async def statuses(shop: Shop, number: int, path: str = "/shop/orders", name: str = "acme") -> list[int]:
    key = f"{name}'s primary key"
    return [(await shop.get(path, Ocp_Apim_Subscription_Key=key)).status_code for _ in range(number)]


async def test_each_subscription_has_its_own_quota(shop: Shop) -> None:
    shop.product = quota("calls='2' renewal-period='3600'")
    shop.subscribe("acme", "globex")
    shop.policy()
    assert await statuses(shop, 3) == [200, 200, 403]
    assert await statuses(shop, 1, name="globex") == [200]


async def test_request_without_a_subscription_uses_no_quota(shop: Shop) -> None:
    shop.product = quota("calls='1' renewal-period='3600'")
    shop.policy()
    assert [(await shop.get()).status_code for _ in range(3)] == [200, 200, 200]


async def test_periods_are_counted_from_the_start_of_the_subscription(shop: Shop) -> None:
    shop.product = quota("calls='1' renewal-period='3600'")
    shop.subscribe("acme", start_date="2025-10-09T08:53:25Z")
    shop.policy()
    await statuses(shop, 1)
    refused = await shop.get(Ocp_Apim_Subscription_Key="acme's primary key")
    assert refused.headers["Retry-After"] == "5"
    assert "Quota will be replenished in 00:00:05." in refused.text
    shop.now += 5
    assert await statuses(shop, 1) == [200]


async def test_an_operation_has_a_quota_of_its_own_named_by_its_id(shop: Shop) -> None:
    operation = "<operation id='get-order' name='list-orders' calls='1' renewal-period='3600'/>"
    shop.product = quota(
        "calls='9' renewal-period='3600'",
        f"<api name='shop' calls='5' renewal-period='3600'>{operation}</api>",
    )
    shop.subscribe("acme")
    shop.policy()
    assert await statuses(shop, 2, "/shop/orders/1") == [200, 403]
    assert await statuses(shop, 5) == [200, 200, 200, 200, 403]


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ("renewal-period='3600'", "needs calls or bandwidth"),
        ("calls='1'", "needs the attribute 'renewal-period'"),
        ("calls='@(1)' renewal-period='3600'", "the attribute 'calls' takes no expression"),
    ],
)
def test_a_quota_that_says_too_little_stops_the_start(shop: Shop, attributes: str, message: str) -> None:
    shop.product = quota(attributes)
    with pytest.raises(ConfigurationErrors, match=message):
        shop.policy()


def test_a_quota_belongs_to_a_product(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="<quota> is not allowed in the api scope"):
        shop.policy("<quota calls='1' renewal-period='3600'/>")

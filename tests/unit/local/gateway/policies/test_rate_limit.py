"""rate-limit."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


async def test_each_subscription_has_its_own_limit(shop: Shop) -> None:
    shop.product = (
        "<policies><inbound><base/><rate-limit calls='1' renewal-period='60'/></inbound></policies>"
    )
    shop.subscribe("acme", "globex")
    shop.policy()
    keys = ["acme's primary key", "acme's secondary key", "globex's primary key"]
    statuses = [(await shop.get(Ocp_Apim_Subscription_Key=key)).status_code for key in keys]
    assert statuses == [200, 429, 200]


async def test_request_without_a_subscription_is_not_limited(shop: Shop) -> None:
    shop.policy("<rate-limit calls='1' renewal-period='60'/>")
    assert [(await shop.get()).status_code for _ in range(3)] == [200, 200, 200]


def test_limit_of_an_unnamed_api_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="<api> needs a name or an id"):
        shop.policy(
            "<rate-limit calls='1' renewal-period='60'><api calls='1' renewal-period='60'/></rate-limit>"
        )


def test_limit_for_all_apis_stops_the_start(shop: Shop) -> None:
    limit = "<rate-limit calls='1' renewal-period='60'/>"
    shop.everywhere = f"<policies><inbound>{limit}</inbound></policies>"
    with pytest.raises(ConfigurationErrors, match="<rate-limit> is not allowed in the global scope"):
        shop.policy()


def test_limit_with_an_expression_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="the attribute 'calls' takes no expression"):
        shop.policy("<rate-limit calls='@(1)' renewal-period='60'/>")

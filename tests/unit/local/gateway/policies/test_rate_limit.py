"""rate-limit."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


async def test_request_without_a_subscription_is_not_limited(shop: Shop) -> None:
    shop.policy("<rate-limit calls='1' renewal-period='60'/>")
    assert [(await shop.get()).status_code for _ in range(3)] == [200, 200, 200]


def test_limit_of_an_unnamed_api_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="<api> needs a name or an id"):
        shop.policy(
            "<rate-limit calls='1' renewal-period='60'><api calls='1' renewal-period='60'/></rate-limit>"
        )

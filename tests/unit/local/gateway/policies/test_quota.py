"""quota."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


async def test_request_without_a_subscription_uses_no_quota(shop: Shop) -> None:
    shop.policy("<quota calls='1' renewal-period='3600'/>")
    assert [(await shop.get()).status_code for _ in range(3)] == [200, 200, 200]


def test_quota_of_nothing_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="needs calls or bandwidth"):
        shop.policy("<quota renewal-period='3600'/>")

"""Where policies may stand."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop

CORS = "<cors><allowed-origins><origin>https://a.test</origin></allowed-origins></cors>"
LOOKUP = "<cache-lookup vary-by-developer='false' vary-by-developer-groups='false'/>"
ONCE = [
    (CORS, ""),
    (LOOKUP, ""),
    ("<rate-limit calls='1' renewal-period='60'/>", ""),
    ("", "<cache-store duration='60'/>"),
    ("", "<jsonp callback-parameter-name='cb'/>"),
]


@pytest.mark.parametrize(("inbound", "outbound"), ONCE)
def test_policy_that_is_used_once_stops_the_start_when_repeated(
    shop: Shop, inbound: str, outbound: str
) -> None:
    with pytest.raises(ConfigurationErrors, match="is allowed once in a section"):
        shop.policy(inbound * 2, outbound * 2)


def test_quota_may_stand_once_in_a_product(shop: Shop) -> None:
    quota = "<quota calls='1' renewal-period='300'/>"
    shop.product = f"<policies><inbound>{quota * 2}</inbound></policies>"
    with pytest.raises(ConfigurationErrors, match="<quota> is allowed once in a section"):
        shop.policy()


@pytest.mark.parametrize(("inbound", "outbound"), ONCE)
async def test_each_branch_may_have_its_own(shop: Shop, inbound: str, outbound: str) -> None:
    arms = "<choose><when condition='@(true)'>{0}</when><otherwise>{0}</otherwise></choose>"
    shop.policy(arms.format(inbound), arms.format(outbound))
    assert (await shop.get()).status_code == 200

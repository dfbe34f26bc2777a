"""quota-by-key."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


async def test_calls_above_the_quota_are_refused_until_the_period_ends(shop: Shop) -> None:
    shop.now = 1_760_000_700.0  # a multiple of 300 after the first period's start
    shop.policy("<quota-by-key calls='1' renewal-period='600' counter-key='k'/>")
    await shop.get()
    shop.now += 10
    response = await shop.get()
    assert response.status_code == 403
    assert "Out of call volume quota. Quota will be replenished in 00:0" in response.text
    shop.now += int(response.headers["Retry-After"])
    assert (await shop.get()).status_code == 200


async def test_bandwidth_counts_both_bodies(shop: Shop) -> None:
    shop.policy("<quota-by-key bandwidth='1' renewal-period='600' counter-key='k'/>")
    assert (await shop.send("POST", body=b"x" * 1000)).status_code == 200
    assert (await shop.send("POST", body=b"x" * 1000)).status_code == 200
    assert "bandwidth quota" in (await shop.send("POST")).text


async def test_quota_without_a_period_never_renews(shop: Shop) -> None:
    shop.policy("<quota-by-key calls='1' renewal-period='0' counter-key='k'/>")
    await shop.get()
    shop.now += 10**9
    assert (await shop.get()).status_code == 403


async def test_a_call_counts_once_for_all_policies_of_a_key(shop: Shop) -> None:
    shop.policy(2 * "<quota-by-key calls='2' renewal-period='600' counter-key='k'/>")
    assert [(await shop.get()).status_code for _ in range(3)] == [200, 200, 403]


async def test_a_call_outside_the_condition_uses_neither_calls_nor_bandwidth(shop: Shop) -> None:
    condition = "@(context.Request.Method == &quot;POST&quot;)"
    shop.policy(
        "<quota-by-key calls='1' bandwidth='1' renewal-period='600' counter-key='k'"
        f' increment-condition="{condition}"/>'
    )
    assert [(await shop.get()).status_code for _ in range(3)] == [200, 200, 200]
    assert [(await shop.send("POST")).status_code for _ in range(2)] == [200, 403]


def test_a_period_shorter_than_five_minutes_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="299 is neither 0 nor at least 300"):
        shop.policy("<quota-by-key calls='1' renewal-period='299' counter-key='k'/>")

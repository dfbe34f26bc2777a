"""quota-by-key."""

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

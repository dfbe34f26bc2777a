"""ip-filter."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


@pytest.mark.parametrize(
    ("action", "addresses", "status"),
    [
        ("allow", "<address>127.0.0.1</address>", 200),
        ("allow", "<address>10.0.0.1</address>", 403),
        ("allow", "<address-range from='127.0.0.0' to='127.0.0.255'/>", 200),
        ("allow", "<address>::1</address>", 403),
        ("forbid", "<address-range from='127.0.0.0' to='127.0.0.255'/>", 403),
        ("forbid", "<address>10.0.0.1</address>", 200),
    ],
)
async def test_caller_is_judged_by_address(shop: Shop, action: str, addresses: str, status: int) -> None:
    shop.policy(f"<ip-filter action='{action}'>{addresses}</ip-filter>")
    assert (await shop.get()).status_code == status


def test_malformed_address_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="does not appear to be an IPv4 or IPv6 address"):
        shop.policy("<ip-filter action='allow'><address>localhost</address></ip-filter>")


@pytest.mark.parametrize(
    ("action", "address", "message"),
    [
        ("allow", "10.0.0.1", "Caller IP address 127.0.0.1 is not allowed. Access denied."),
        ("forbid", "127.0.0.1", "Caller IP address is blocked. Access denied."),
    ],
)
async def test_refusal_is_in_the_documented_words(
    shop: Shop, action: str, address: str, message: str
) -> None:
    shop.policy(f"<ip-filter action='{action}'><address>{address}</address></ip-filter>")
    assert (await shop.get()).json()["message"] == message


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("<ip-filter><address>10.0.0.1</address></ip-filter>", "<ip-filter> needs the attribute 'action'"),
        ("<ip-filter action='forbid'/>", "<ip-filter> needs an <address> or an <address-range>"),
    ],
)
def test_filter_of_nothing_stops_the_start(shop: Shop, policy: str, message: str) -> None:
    with pytest.raises(ConfigurationErrors, match=message):
        shop.policy(policy)

"""set-query-parameter."""

import pytest

from tests.unit.local.gateway.conftest import Shop


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("override", b"a=1&q=new"),
        ("skip", b"a=1&q=old%2Cone"),
        ("append", b"a=1&q=old%2Cone&q=new"),
        ("delete", b"a=1"),
    ],
)
async def test_other_parameters_stay_as_they_were(shop: Shop, action: str, expected: bytes) -> None:
    value = "" if action == "delete" else "<value>new</value>"
    shop.policy(f"<set-query-parameter name='q' exists-action='{action}'>{value}</set-query-parameter>")
    await shop.get("/shop/orders?a=1&q=old%2Cone")
    assert shop.requests[0].url.query == expected


async def test_value_is_encoded(shop: Shop) -> None:
    shop.policy("<set-query-parameter name='q'><value>a b&amp;c</value></set-query-parameter>")
    await shop.get()
    assert shop.requests[0].url.query == b"q=a%20b%26c"

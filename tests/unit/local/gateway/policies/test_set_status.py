"""set-status."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


async def test_status_replaces_the_backend_s(shop: Shop) -> None:
    shop.policy(outbound="<set-status code='202' reason='Accepted'/>")
    assert (await shop.get()).status_code == 202


async def test_code_may_be_an_expression(shop: Shop) -> None:
    shop.policy(outbound="<set-status code='@(context.Response.StatusCode + 1)'/>")
    assert (await shop.get()).status_code == 201


@pytest.mark.parametrize("code", ["99", "600"])
def test_code_that_cannot_be_sent_stops_the_start(shop: Shop, code: str) -> None:
    with pytest.raises(ConfigurationErrors, match=f"{code} is not a status code"):
        shop.policy(outbound=f"<set-status code='{code}'/>")


async def test_computed_code_that_cannot_be_sent_is_a_fault(shop: Shop) -> None:
    shop.policy(outbound="<set-status code='@(context.Response.StatusCode * 3)'/>")
    assert (await shop.get()).status_code == 500

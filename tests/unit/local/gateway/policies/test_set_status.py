"""set-status."""

from tests.unit.local.gateway.conftest import Shop


async def test_status_replaces_the_backend_s(shop: Shop) -> None:
    shop.policy(outbound="<set-status code='202' reason='Accepted'/>")
    assert (await shop.get()).status_code == 202


async def test_code_may_be_an_expression(shop: Shop) -> None:
    shop.policy(outbound="<set-status code='@(context.Response.StatusCode + 1)'/>")
    assert (await shop.get()).status_code == 201

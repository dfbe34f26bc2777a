"""wait."""

import httpx
import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


def call(name: str) -> str:
    return (
        f"<send-request response-variable-name='{name}'><set-url>http://{name}.test/</set-url></send-request>"
    )


async def test_all_policies_inside_are_done(shop: Shop) -> None:
    shop.policy(f"<wait for='all'>{call('one')}{call('two')}</wait>")
    await shop.get()
    assert {request.url.host for request in shop.requests} == {"one.test", "two.test", "bff.test"}


async def test_any_stops_the_others(shop: Shop) -> None:
    shop.policy(
        f"<wait for='any'><cache-store-value key='k' value='v' duration='1'/>{call('two')}</wait>",
    )
    assert (await shop.get()).status_code == 200


async def test_failure_inside_goes_to_on_error(shop: Shop) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down", request=request)

    shop.answer = fail
    shop.policy(
        f"<wait for='all'>{call('one')}</wait>", on_error="<set-body>@(context.LastError.Path)</set-body>"
    )
    assert (await shop.get()).text == "wait[1]/send-request[1]"


def test_other_policy_inside_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="<wait> takes no <set-status>"):
        shop.policy("<wait for='all'><set-status code='200'/></wait>")


async def test_any_is_done_though_another_fails_in_the_same_turn(shop: Shop) -> None:
    shop.policy(
        "<wait for='any'><cache-lookup-value key='k' variable-name='v' default-value='d'/>"
        "<choose><when condition='@(((string)null).Length == 0)'/></choose></wait>"
    )
    assert (await shop.get()).status_code == 200

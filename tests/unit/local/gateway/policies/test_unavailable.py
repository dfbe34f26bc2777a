"""Policies that the gateway knows and does not run."""

import logging

import pytest

from tests.unit.local.gateway.conftest import Shop

LIMIT = '<llm-token-limit counter-key="@(context.Api.Id)" calls="5"><more><a/></more></llm-token-limit>'


async def test_request_that_reaches_it_fails(shop: Shop) -> None:
    shop.policy(
        LIMIT, on_error="<set-header name='X-Error'><value>@(context.LastError.Message)</value></set-header>"
    )
    response = await shop.get()
    assert response.status_code == 500
    assert response.headers["X-Error"] == "<llm-token-limit> is not available in the local gateway."


async def test_request_that_does_not_reach_it_is_served(shop: Shop) -> None:
    shop.policy(f"<choose><when condition='@(false)'>{LIMIT}</when></choose>")
    assert (await shop.get()).status_code == 200


def test_start_tells_of_each_use(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        shop.policy(f"{LIMIT}<proxy url='http://p'/>")
    told = [record.getMessage().partition(": ")[2] for record in caplog.records]
    assert [text.split()[0] for text in told] == ["<llm-token-limit>", "<proxy>"]


@pytest.mark.parametrize("child", ["<authentication-certificate thumbprint='a'/>", "<proxy url='http://p'/>"])
async def test_request_of_a_policy_that_needs_it_fails(shop: Shop, child: str) -> None:
    shop.policy(
        "<send-request response-variable-name='r'><set-url>http://other.test/</set-url>"
        f"<set-method>GET</set-method>{child}</send-request>"
    )
    assert (await shop.get()).status_code == 500
    assert shop.requests == []


async def test_message_for_service_bus_is_known_and_not_sent(shop: Shop) -> None:
    shop.policy(
        "<send-service-bus-message queue-name='q' namespace='n.servicebus.windows.net'>"
        "<payload>a</payload></send-service-bus-message>",
        on_error="<set-body>@(context.LastError.Message)</set-body>",
    )
    assert (await shop.get()).text == "<send-service-bus-message> is not available in the local gateway."

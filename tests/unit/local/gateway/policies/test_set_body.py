"""set-body."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


async def test_request_body_goes_to_the_backend_with_its_length(shop: Shop) -> None:
    shop.policy('<set-body>@(context.Request.Body.As<string>() + "!")</set-body>')
    await shop.send("POST", body=b"hello")
    assert (shop.requests[0].content, shop.requests[0].headers["Content-Length"]) == (b"hello!", "6")


async def test_response_body_goes_to_the_client(shop: Shop) -> None:
    shop.policy(outbound='<set-body>{ "literal": true }</set-body>')
    response = await shop.get()
    assert (response.json(), response.headers["Content-Length"]) == ({"literal": True}, "19")


async def test_body_read_without_preserving_is_consumed(shop: Shop) -> None:
    shop.policy("<set-variable name='seen' value='@(context.Request.Body.As<string>())'/>")
    await shop.send("POST", body=b"hello")
    assert shop.requests[0].content == b""


async def test_preserved_body_travels_on(shop: Shop) -> None:
    shop.policy(
        "<set-variable name='seen' value='@(context.Request.Body.As<string>(preserveContent: true))'/>"
    )
    await shop.send("POST", body=b"hello")
    assert shop.requests[0].content == b"hello"


def test_template_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="templates are not supported"):
        shop.policy("<set-body template='liquid'>{{body}}</set-body>")

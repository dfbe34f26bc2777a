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


@pytest.mark.parametrize(
    ("body", "template", "made"),
    [
        (b'{"order": {"id": 7}}', "<id>{{body.order.id}}</id>", b"<id>7</id>"),
        (b"<s:Order xmlns:s='u'><Id>7</Id></s:Order>", "{{ body.order.id }}", b"7"),
        (b"plain", '{{body | Upcase}} {{context.Request.Headers["x-mark"]}}', b"PLAIN m"),
    ],
)
async def test_template_shows_the_body_and_the_context(
    shop: Shop, body: bytes, template: str, made: bytes
) -> None:
    shop.policy(f"<set-body template='liquid'>{template}</set-body>")
    await shop.send("POST", headers={"X-Mark": "m"}, body=body)
    assert shop.requests[0].content == made


async def test_template_in_a_returned_response_shows_the_request(shop: Shop) -> None:
    shop.policy(
        "<return-response><set-body template='liquid'>{{context.Operation.Id}} {{body.a}}</set-body>"
        "</return-response>"
    )
    assert (await shop.send("POST", body=b'{"a": 1}')).text == "place-order 1"


@pytest.mark.parametrize(
    ("element", "message"),
    [
        ("<set-body template='liquid'>{% if %}</set-body>", "the template is not Liquid"),
        ("<set-body template='razor'>text</set-body>", "there is no template language 'razor'"),
    ],
)
def test_template_that_cannot_be_read_stops_the_start(shop: Shop, element: str, message: str) -> None:
    with pytest.raises(ConfigurationErrors, match=message):
        shop.policy(element)


REWRITTEN = """<choose><when condition="@(context.Request.Body != null)">
<set-body>@(context.Request.Body.As&lt;JObject&gt;(true)["a"].ToString())</set-body></when></choose>"""


@pytest.mark.parametrize(
    ("method", "body", "sent"), [("GET", b"", b""), ("POST", b"", b""), ("POST", b'{"a": "b"}', b"b")]
)
async def test_body_may_be_set_where_there_is_one(shop: Shop, method: str, body: bytes, sent: bytes) -> None:
    shop.policy(REWRITTEN)
    assert (await shop.send(method, body=body)).status_code == 200
    assert shop.requests[0].content == sent

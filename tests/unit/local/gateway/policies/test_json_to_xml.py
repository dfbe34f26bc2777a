"""json-to-xml."""

import pytest

from tests.unit.local.gateway.conftest import Shop

ALWAYS = '<json-to-xml apply="always" consider-accept-header="false"/>'


@pytest.mark.parametrize(
    ("body", "made"),
    [
        (b'{"a": {"@id": 1, "#text": "x"}}', b'<Document><a id="1">x</a></Document>'),
        (b'{"a": [1, true, null]}', b"<Document><a>1</a><a>true</a><a /></Document>"),
        (b'{"my key": {"1": ""}}', b"<Document><my_x0020_key><_1 /></my_x0020_key></Document>"),
        (
            b"[1, [2]]",
            b"<Document><Document>1</Document><Document><Document>2</Document></Document></Document>",
        ),
    ],
)
async def test_json_becomes_xml(shop: Shop, body: bytes, made: bytes) -> None:
    shop.policy(ALWAYS)
    await shop.send("POST", body=body)
    assert shop.requests[0].content == made
    assert shop.requests[0].headers["Content-Type"] == "application/xml"


@pytest.mark.parametrize(
    ("accept", "converted"), [("application/xml", True), ("*/*", True), ("text/html", False)]
)
async def test_response_is_converted_if_the_client_accepts_xml(
    shop: Shop, accept: str, converted: bool
) -> None:
    shop.policy(outbound='<json-to-xml apply="content-type-json" consider-accept-header="true"/>')
    response = await shop.get(Accept=accept)
    assert (response.content == b"<Document><ok>true</ok></Document>") is converted


async def test_body_that_is_no_json_is_an_error(shop: Shop) -> None:
    shop.policy(ALWAYS)
    assert (await shop.send("POST", body=b"<a/>")).status_code == 500


def test_attribute_without_effect_is_told(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    shop.policy('<json-to-xml apply="always" parse-date="false" namespace-separator=":"/>')
    assert [record.getMessage().rpartition(": ")[2] for record in caplog.records] == [
        "'namespace-separator' of <json-to-xml> has no effect in the local gateway"
    ]

"""xml-to-json."""

import pytest

from tests.unit.local.gateway.conftest import Shop

BODY = b'<s:E xmlns:s="urn:s"><s:Item id="1">a</s:Item><s:Item>b</s:Item><Empty/></s:E>'


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("direct", '{"s$E":{"s$Item":[{"@id":"1","#text":"a"},"b"],"Empty":""}}'),
        ("javascript-friendly", '{"E":{"Item":[{"id":"1","#text":"a"},"b"],"Empty":""}}'),
    ],
)
async def test_xml_becomes_json(shop: Shop, kind: str, made: str) -> None:
    shop.policy(f'<xml-to-json kind="{kind}" apply="always" consider-accept-header="false"/>')
    await shop.send("POST", body=BODY)
    assert shop.requests[0].content.decode() == made
    assert shop.requests[0].headers["Content-Type"] == "application/json"


async def test_other_content_is_left(shop: Shop) -> None:
    shop.policy(outbound='<xml-to-json kind="direct" apply="content-type-xml"/>')
    assert (await shop.get()).json() == {"ok": True}


async def test_body_that_is_no_xml_is_an_error(shop: Shop) -> None:
    shop.policy('<xml-to-json kind="direct" apply="always"/>')
    assert (await shop.send("POST", body=b"{}")).status_code == 500


async def test_body_that_nests_without_end_is_an_error(shop: Shop) -> None:
    shop.max_body_bytes = 100_000
    shop.policy('<xml-to-json kind="direct" apply="always"/>')
    assert (await shop.send("POST", body=b"<a>" * 5000 + b"</a>" * 5000)).status_code == 500

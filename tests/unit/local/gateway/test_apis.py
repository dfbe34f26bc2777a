"""Starting: everything that is wrong is told at once."""

import pytest

from local.gateway import ConfigurationErrors, GatewayConfig
from local.gateway.apis import read_backends
from tests.unit.local.gateway.conftest import Shop


def test_all_errors_are_told_with_their_place(shop: Shop) -> None:
    shop.everywhere = "<policies>\n  <inbound>\n    <unheard-of/>\n  </inbound>\n</policies>"
    with pytest.raises(ConfigurationErrors) as caught:
        shop.document(
            '<policies>\n<inbound>\n<set-header nane="x">\n</set-header></inbound><middle/></policies>'
        )
    told = [error.removeprefix(f"{shop.infra}/") for error in caught.value.errors]
    assert told == [
        "apim-policies.xml:3:5: there is no policy <unheard-of>",
        "policies/shop.xml:4:24: there is no section <middle>",
        "policies/shop.xml:3:1: <set-header> needs the attribute 'name'",
        "policies/shop.xml:3:19: <set-header> takes no attribute 'nane'",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<set-header name='{{absent}}'><value>1</value></set-header>", "absent"),
        ("<set-status code='@(1 +)'/>", "shop.xml:"),
        ("<set-status code='@(context.Nothing)'/>", "Nothing"),
        ("<set-status code='many'/>", "'many' is not a whole number"),
        ("<set-status code='200'>text</set-status>", "takes no text"),
        ("<set-status code='200'><value/></set-status>", "takes no <value>"),
        ("<cache-store duration='1'/>", "<cache-store> is not allowed in the inbound section"),
        ("<no-such-policy/>", "there is no policy <no-such-policy>"),
        ("<llm-token-limit counter-key='@(1 +)'/>", "shop.xml:"),
    ],
)
def test_mistake_in_a_policy_stops_the_start(shop: Shop, text: str, message: str) -> None:
    with pytest.raises(ConfigurationErrors, match=message):
        shop.policy(text)


def test_malformed_file_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match=r"shop.xml:1:"):
        shop.document("<policies><inbound></policies>")


def test_repeated_section_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="the section <inbound> is repeated"):
        shop.document("<policies><inbound/><inbound/></policies>")


def test_malformed_backend_stops_the_start() -> None:
    with pytest.raises(ConfigurationErrors, match="backend 'a': 'localhost' is not an http or https URL"):
        read_backends(GatewayConfig(infra="infra", backends={"a": "localhost"}))


async def test_named_value_is_replaced(shop: Shop) -> None:
    shop.named_values = {"mark": "42"}
    shop.policy('<set-header name="X-Mark"><value>@("{{mark}}" + "!")</value></set-header>')
    await shop.get()
    assert shop.requests[0].headers["X-Mark"] == "42!"

"""cache-lookup-value."""

from tests.unit.local.gateway.conftest import Shop

SHOW = """<set-body>@(context.Variables.ContainsKey("v")
? (string)context.Variables["v"] : "absent")</set-body>"""
STORE = "<cache-store-value key='k' value='stored' duration='60'/>"


async def test_variable_stays_unset_on_a_miss(shop: Shop) -> None:
    shop.policy("<cache-lookup-value key='k' variable-name='v'/>", SHOW)
    assert (await shop.get()).text == "absent"


async def test_default_stands_in_on_a_miss(shop: Shop) -> None:
    shop.policy("<cache-lookup-value key='k' default-value='default' variable-name='v'/>", SHOW)
    assert (await shop.get()).text == "default"


async def test_stored_value_is_found(shop: Shop) -> None:
    shop.policy(STORE + "<cache-lookup-value key='k' default-value='default' variable-name='v'/>", SHOW)
    assert (await shop.get()).text == "stored"

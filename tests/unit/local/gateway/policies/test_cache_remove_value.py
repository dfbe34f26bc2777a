"""cache-remove-value."""

from tests.unit.local.gateway.conftest import Shop


async def test_removed_value_is_gone(shop: Shop) -> None:
    shop.policy(
        "<cache-store-value key='k' value='v' duration='60'/><cache-remove-value key='k'/>"
        "<cache-lookup-value key='k' variable-name='v' default-value='gone'/>",
        """<set-body>@((string)context.Variables["v"])</set-body>""",
    )
    assert (await shop.get()).text == "gone"

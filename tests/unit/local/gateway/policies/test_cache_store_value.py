"""cache-store-value."""

from tests.unit.local.gateway.conftest import Shop

COUNT = """
<cache-lookup-value key="n" variable-name="n" default-value="@(0)"/>
<cache-store-value key="n" value="@((int)context.Variables["n"] + 1)" duration="60"/>
"""
SHOW = """<set-body>@(context.Variables["n"].ToString())</set-body>"""


async def test_value_is_kept_between_requests_with_its_type(shop: Shop) -> None:
    shop.policy(COUNT, SHOW)
    assert [(await shop.get()).text for _ in range(3)] == ["0", "1", "2"]


async def test_value_is_forgotten_after_its_duration(shop: Shop) -> None:
    shop.policy(COUNT, SHOW)
    await shop.get()
    shop.now += 60
    assert (await shop.get()).text == "0"


async def test_later_change_to_an_object_does_not_reach_the_cache(shop: Shop) -> None:
    shop.policy(
        """<cache-lookup-value key="o" variable-name="o"
            default-value="@(new JObject(new JProperty("n", 1)))"/>
        <cache-store-value key="o" value="@((JObject)context.Variables["o"])" duration="60"/>
        <set-variable name="seen" value="@(((JObject)context.Variables["o"])["n"].ToString())"/>
        <set-variable name="_" value="@{ ((JObject)context.Variables["o"])["n"] = 2; return ""; }"/>""",
        """<set-body>@((string)context.Variables["seen"])</set-body>""",
    )
    assert [(await shop.get()).text for _ in range(2)] == ["1", "1"]

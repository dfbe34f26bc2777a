"""What of the policies a test run reached."""

from local.gateway import Coverage
from tests.unit.local.gateway.conftest import Shop

POLICY = """<choose>
<when condition="@(context.Request.Headers.ContainsKey("A"))">
<set-variable name="a" value="@("a")" /></when>
<otherwise>
<set-variable name="b" value="b" /></otherwise></choose>"""


async def test_what_no_request_reached_is_named_with_file_and_line(shop: Shop) -> None:
    shop.coverage = Coverage()
    shop.policy(POLICY)
    await shop.get()
    missed = [str(point) for point in shop.coverage.missed(shop.infra)]
    assert missed == [
        "policies/shop.xml:2: <when> never ran",
        "policies/shop.xml:3: <set-variable> never ran",
        "policies/shop.xml:3: expression never ran",
        "policies/shop.xml:5: <base> never ran",  # of on-error
    ]
    assert shop.coverage.percent(shop.infra) < 100


async def test_gateways_of_the_same_files_are_counted_together(shop: Shop) -> None:
    shop.coverage = Coverage()
    for headers in ({}, {"a": "1"}):
        shop.policy(POLICY)
        await shop.get(**headers)
    await shop.get("/shop/nothing")
    assert shop.coverage.missed(shop.infra) == []
    assert shop.coverage.percent(shop.infra) == 100

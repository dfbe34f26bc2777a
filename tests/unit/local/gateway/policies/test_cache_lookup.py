"""cache-lookup."""

import httpx
import pytest

from tests.unit.local.gateway.conftest import Shop

LOOKUP = """<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" {attributes}>
{children}</cache-lookup>"""


def cached(attributes: str = "", children: str = "") -> str:
    return LOOKUP.format(attributes=attributes, children=children)


def start(shop: Shop, lookup: str) -> None:
    shop.answer = lambda request: httpx.Response(200, text=f"{len(shop.requests)}")
    shop.policy(
        lookup, "<cache-store duration='60'/><set-header name='X-After'><value>1</value></set-header>"
    )


async def test_second_request_is_answered_from_the_cache(shop: Shop) -> None:
    start(shop, cached())
    assert [(await shop.get()).text for _ in range(3)] == ["1", "1", "1"]


async def test_steps_after_cache_store_run_on_a_hit(shop: Shop) -> None:
    start(shop, cached())
    await shop.get()
    assert (await shop.get()).headers["X-After"] == "1"


async def test_steps_before_cache_store_do_not_run_on_a_hit(shop: Shop) -> None:
    shop.policy(
        cached(),
        '<set-header name="X-Id"><value>@(context.RequestId.ToString())</value></set-header>'
        '<cache-store duration="60"/>',
    )
    first = await shop.get()
    assert (await shop.get()).headers["X-Id"] == first.headers["X-Id"]


async def test_hit_skips_the_rest_of_inbound(shop: Shop) -> None:
    shop.policy(
        cached() + "<set-header name='X-Miss'><value>1</value></set-header>", "<cache-store duration='60'/>"
    )
    await shop.get()
    await shop.get()
    assert len(shop.requests) == 1


async def test_whole_query_counts_when_none_is_listed(shop: Shop) -> None:
    start(shop, cached())
    paths = ["?a=1", "?a=2", "?a=1"]
    assert [(await shop.get(f"/shop/orders{path}")).text for path in paths] == ["1", "2", "1"]


async def test_only_listed_parameters_count(shop: Shop) -> None:
    start(shop, cached(children="<vary-by-query-parameter>a;b</vary-by-query-parameter>"))
    paths = ["?a=1&x=1", "?a=1&x=2", "?a=1&b=2"]
    assert [(await shop.get(f"/shop/orders{path}")).text for path in paths] == ["1", "1", "2"]


async def test_listed_header_splits_the_cache(shop: Shop) -> None:
    start(shop, cached(children="<vary-by-header>Accept</vary-by-header>"))
    accepts = ["text/csv", "text/html", "text/csv"]
    assert [(await shop.get(Accept=accept)).text for accept in accepts] == ["1", "2", "1"]


async def test_operations_and_paths_do_not_share(shop: Shop) -> None:
    start(shop, cached())
    paths = ["/shop/orders", "/shop/orders/1", "/shop/orders/2"]
    assert [(await shop.get(path)).text for path in paths] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("attributes", "expected"), [("", "2"), ("allow-private-response-caching='true'", "1")]
)
async def test_authorised_request_is_cached_on_demand_only(
    shop: Shop, attributes: str, expected: str
) -> None:
    start(shop, cached(attributes))
    await shop.get(Authorization="Bearer x")
    assert (await shop.get(Authorization="Bearer x")).text == expected


async def test_only_get_is_looked_up(shop: Shop) -> None:
    start(shop, cached())
    await shop.send("POST")
    assert (await shop.send("POST")).text == "2"


async def test_backend_is_asked_for_the_whole_response_on_a_miss(shop: Shop) -> None:
    start(shop, cached())
    await shop.get(If_None_Match='"1"', Cache_Control="no-cache", Pragma="no-cache", X_Own="1")
    sent = shop.requests[0].headers
    assert ({"if-none-match", "cache-control", "pragma"} & set(sent), sent["X-Own"]) == (set(), "1")


async def test_caches_on_the_way_are_told_on_demand(shop: Shop) -> None:
    start(shop, cached("downstream-caching-type='private'"))
    await shop.get()
    assert (await shop.get()).headers["Cache-Control"] == "private, max-age=60, must-revalidate"

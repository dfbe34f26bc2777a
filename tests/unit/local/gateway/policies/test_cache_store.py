"""cache-store."""

import httpx
import pytest

from tests.unit.local.gateway.conftest import Shop

LOOKUP = '<cache-lookup vary-by-developer="false" vary-by-developer-groups="false"/>'


def start(shop: Shop, store: str, status: int = 200) -> None:
    shop.answer = lambda request: httpx.Response(status, text=f"{len(shop.requests)}")
    shop.policy(LOOKUP, store)


async def test_stored_response_lives_for_its_duration(shop: Shop) -> None:
    start(shop, "<cache-store duration='60'/>")
    await shop.get()
    shop.now += 59
    assert (await shop.get()).text == "1"
    shop.now += 1
    assert (await shop.get()).text == "2"


@pytest.mark.parametrize(
    ("status", "attribute", "second"),
    [
        (200, "", "1"),
        (203, "", "2"),
        (203, "cache-response='true'", "1"),
        (200, "cache-response='@(false)'", "2"),
    ],
)
async def test_only_200_is_stored_unless_the_policy_decides(
    shop: Shop, status: int, attribute: str, second: str
) -> None:
    start(shop, f"<cache-store duration='60' {attribute}/>", status)
    await shop.get()
    assert (await shop.get()).text == second


async def test_response_above_two_mebibytes_is_not_stored(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(200, content=b"x" * (2 * 2**20 + 1))
    shop.policy(LOOKUP, "<cache-store duration='60'/>")
    await shop.get()
    await shop.get()
    assert len(shop.requests) == 2


async def test_hit_goes_on_behind_a_nested_cache_store(shop: Shop) -> None:
    branch = (
        "<choose><when condition='true'><set-header name='X-A'><value>1</value></set-header>"
        "<cache-store duration='60'/><set-header name='X-B'><value>1</value></set-header></when></choose>"
        '<set-header name="X-C"><value>@(context.RequestId.ToString())</value></set-header>'
    )
    shop.policy(LOOKUP, branch)
    first, second = await shop.get(), await shop.get()
    assert (second.headers["X-A"], second.headers["X-B"], len(shop.requests)) == ("1", "1", 1)
    assert first.headers["X-C"] != second.headers["X-C"]


async def test_change_to_a_hit_does_not_reach_the_stored_response(shop: Shop) -> None:
    shop.policy(
        LOOKUP,
        "<cache-store duration='60'/>"
        "<set-header name='X-Trail' exists-action='append'><value>+</value></set-header>",
    )
    assert [(await shop.get()).headers["X-Trail"] for _ in range(3)] == ["+", "+", "+"]

"""retry."""

import httpx

from tests.unit.local.gateway.conftest import Shop

RETRY = """<retry condition="@(context.Response.StatusCode == 503)" count="{count}" interval="0">
<forward-request/></retry>"""


async def test_policies_inside_run_until_the_condition_fails(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(503 if len(shop.requests) < 3 else 200)
    shop.policy(backend=RETRY.format(count=5))
    assert ((await shop.get()).status_code, len(shop.requests)) == (200, 3)


async def test_count_bounds_the_retries(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(503)
    shop.policy(backend=RETRY.format(count=2))
    assert ((await shop.get()).status_code, len(shop.requests)) == (503, 3)


async def test_body_is_sent_again(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(503)
    shop.policy(backend=RETRY.format(count=1))
    await shop.send("POST", body=b"twice")
    assert [request.content for request in shop.requests] == [b"twice", b"twice"]

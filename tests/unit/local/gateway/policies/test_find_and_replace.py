"""find-and-replace."""

import httpx

from tests.unit.local.gateway.conftest import Shop


async def test_every_occurrence_in_the_response_is_replaced(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(200, text="a-b-a")
    shop.policy(outbound="<find-and-replace from='a' to='long'/>")
    response = await shop.get()
    assert (response.text, response.headers["Content-Length"]) == ("long-b-long", "11")

"""send-one-way-request."""

import httpx

from tests.unit.local.gateway.conftest import Shop

CALL = "<send-one-way-request><set-url>https://other.test/</set-url><set-body>told</set-body></send-one-way-request>"


async def test_other_service_is_told_after_the_client_is_answered(shop: Shop) -> None:
    shop.policy(CALL)
    assert (await shop.get()).status_code == 200
    assert [request.url.host for request in shop.requests] == ["bff.test", "other.test"]


async def test_its_failure_reaches_nobody(shop: Shop) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "other.test":
            raise httpx.ConnectError("down", request=request)
        return httpx.Response(200, text="fine")

    shop.answer = answer
    shop.policy(CALL)
    assert (await shop.get()).text == "fine"

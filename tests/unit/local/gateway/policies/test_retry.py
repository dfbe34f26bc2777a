"""retry."""

import httpx
import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop, tell

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


UNANSWERED = {"BackendConnectionFailure": httpx.ConnectError, "Timeout": httpx.ReadTimeout}
FAILED = """<retry condition="@(context.Response.StatusCode {condition})" count="2" interval="0">
<forward-request/></retry>"""


@pytest.mark.parametrize("error", UNANSWERED.values())
async def test_backend_that_does_not_answer_is_tried_again(
    shop: Shop, error: type[httpx.TransportError]
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if len(shop.requests) < 3:
            raise error("down", request=request)
        return httpx.Response(200)

    shop.answer = answer
    shop.policy(
        backend=FAILED.format(condition="&gt;= 500"), outbound=tell(error="context.LastError == null")
    )
    response = await shop.get()
    assert (response.status_code, response.headers["x-error"], len(shop.requests)) == (200, "True", 3)


@pytest.mark.parametrize("reason", UNANSWERED)
@pytest.mark.parametrize(("condition", "attempts"), [("&gt;= 500", 3), ("== 429", 1)])
async def test_last_fault_goes_to_on_error(shop: Shop, reason: str, condition: str, attempts: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise UNANSWERED[reason]("down", request=request)

    shop.answer = answer
    shop.policy(
        backend=FAILED.format(condition=condition),
        on_error=tell(error='context.LastError.Reason + " " + context.LastError.Path'),
    )
    error = (await shop.get()).headers["x-error"]
    assert (error, len(shop.requests)) == (f"{reason} retry[1]/forward-request[1]", attempts)


async def test_other_fault_is_not_tried_again(shop: Shop) -> None:
    shop.policy(
        backend="<retry condition='@(true)' count='3' interval='0'><publish-to-dapr/></retry>",
        on_error=tell(error="context.LastError.Reason"),
    )
    assert (await shop.get()).headers["x-error"] == "NotAvailable"


def test_more_than_fifty_retries_stop_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="51 is above 50"):
        shop.policy(backend=RETRY.format(count=51))

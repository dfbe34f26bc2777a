"""send-one-way-request."""

import httpx
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

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


async def test_the_request_s_span_ends_without_it(shop: Shop, spans: InMemorySpanExporter) -> None:
    ended: list[list[SpanKind]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        ended.append([span.kind for span in spans.get_finished_spans()])
        return httpx.Response(200)

    shop.answer = answer
    shop.policy(CALL)
    await shop.get()
    assert [SpanKind.SERVER in kinds for kinds in ended] == [False, True]

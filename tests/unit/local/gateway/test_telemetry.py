"""Spans, and the trace context that policies see and backends get."""

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from tests.unit.local.gateway.conftest import Shop

TRACE = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = f"00-{TRACE}-b7ad6b7169203331-01"
SHOW = """<set-body>@(context.RequestId.ToString("N") + " "
+ context.Request.Headers.GetValueOrDefault("traceparent",""))</set-body>"""
LOOKUP = '<cache-lookup vary-by-developer="false" vary-by-developer-groups="false"/>'


def server_spans(spans: InMemorySpanExporter) -> list[ReadableSpan]:
    return [span for span in spans.get_finished_spans() if span.kind is SpanKind.SERVER]


async def test_request_is_one_server_span(shop: Shop, spans: InMemorySpanExporter) -> None:
    shop.policy()
    await shop.get("/shop/orders/5?secret=1")
    (span,) = server_spans(spans)
    assert span.name == "GET /shop/orders/{id}"
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "url.path": "/shop/orders/5",
        "http.route": "/shop/orders/{id}",
        "portico.channel": "shop",
        "portico.operation": "get-order",
        "portico.cache": "none",
        "http.response.status_code": 200,
        "http.response.body.size": 11,
    }


async def test_unmatched_and_refused_requests_have_spans_too(shop: Shop, spans: InMemorySpanExporter) -> None:
    shop.policy(
        "<check-header name='X' failed-check-httpcode='403' failed-check-error-message='No'"
        " ignore-case='true'/>"
    )
    await shop.get("/elsewhere")
    await shop.get()
    reasons = [dict(span.attributes or {}).get("error.type") for span in server_spans(spans)]
    assert reasons == ["OperationNotFound", "HeaderNotFound"]


async def test_sections_tell_which_policies_ran_and_which_arm_was_taken(
    shop: Shop, spans: InMemorySpanExporter
) -> None:
    shop.policy(
        '<choose><when condition="@(false)"><trace source="a"><message>a</message></trace></when>'
        '<otherwise><set-variable name="b" value="b"/></otherwise></choose>'
        "<check-header name='X' failed-check-httpcode='403' failed-check-error-message='No'"
        " ignore-case='true'/>"
    )
    await shop.get()
    sections = {span.name: span for span in spans.get_finished_spans() if span.kind is SpanKind.INTERNAL}
    assert list(sections) == ["inbound", "on-error"]
    attributes = dict(sections["inbound"].attributes or {})
    assert attributes["portico.policies"] == (
        "api base[1]",
        "api set-backend-service[1]",
        "api choose[1]",
        "api choose[1]/otherwise[1]/set-variable[1]",
        "api check-header[1]",
    )
    assert attributes["error.type"] == "HeaderNotFound"


async def test_cache_result_is_told(shop: Shop, spans: InMemorySpanExporter) -> None:
    shop.policy(LOOKUP, "<cache-store duration='60'/>")
    await shop.get()
    await shop.get()
    assert [dict(span.attributes or {})["portico.cache"] for span in server_spans(spans)] == ["miss", "hit"]


@pytest.mark.parametrize("value", [TRACEPARENT, f"01{TRACEPARENT[2:]}-more"])
async def test_trace_of_the_client_goes_on_to_the_backend(
    shop: Shop, spans: InMemorySpanExporter, value: str
) -> None:
    shop.policy()
    await shop.get(traceparent=value)
    finished = {span.kind: span for span in spans.get_finished_spans() if span.name != "outbound"}
    client, section, server = (
        finished[kind] for kind in (SpanKind.CLIENT, SpanKind.INTERNAL, SpanKind.SERVER)
    )
    assert client.context
    assert server.context
    assert server.context.trace_id == int(TRACE, 16)
    assert client.parent == section.context
    assert section.parent == server.context
    assert shop.requests[0].headers["traceparent"] == f"00-{TRACE}-{client.context.span_id:016x}-01"


@pytest.mark.parametrize(
    "value", ["", "rubbish", f"00-{'0' * 32}-b7ad6b7169203331-01", f"ff{TRACEPARENT[2:]}"]
)
async def test_trace_that_begins_here_has_the_id_of_the_request(
    shop: Shop, spans: InMemorySpanExporter, value: str
) -> None:
    shop.policy(outbound=SHOW)
    request_id, _, traceparent = (await shop.get(traceparent=value)).text.partition(" ")
    context = server_spans(spans)[0].context
    assert context
    assert (f"{context.trace_id:032x}", traceparent) == (request_id, value)
    assert shop.requests[0].headers["traceparent"].split("-")[1] == request_id


async def test_request_that_continues_a_trace_has_an_id_of_its_own(shop: Shop) -> None:
    shop.policy(outbound=SHOW)
    texts = [(await shop.get(traceparent=TRACEPARENT)).text.split() for _ in range(2)]
    assert len({request_id for request_id, _ in texts} | {TRACE}) == 3
    assert {traceparent for _, traceparent in texts} == {TRACEPARENT}

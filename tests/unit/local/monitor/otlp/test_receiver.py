"""Exports: what is taken, what is refused, and with which status."""

import gzip
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from opentelemetry.exporter.otlp.json.common.metrics_encoder import encode_metrics
from opentelemetry.exporter.otlp.json.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.sdk.metrics import Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from opentelemetry.util.types import AttributeValue

from local.monitor.history import History

PROTOBUF = {"content-type": "application/x-protobuf"}
JSON = {"content-type": "application/json"}
GATEWAY = Resource({"service.name": "portico-gateway"})
MOST_BYTES = 4 * 2**20

Post = Callable[..., Any]


def export_of_the_sdk() -> bytes:
    """What the SDK's own exporter sends for one request."""
    exporter, provider = InMemorySpanExporter(), TracerProvider(resource=GATEWAY)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    attributes: Mapping[str, AttributeValue] = {
        "url.path": "/mobile/home",
        "sizes": (1, 2),
        "share": 0.5,
        "complete": True,
    }
    with provider.get_tracer("t").start_as_current_span(
        "GET /mobile/home", kind=SpanKind.SERVER, attributes=attributes
    ) as span:
        span.add_event("trace", {"code": "not_found"})
    return str(encode_spans(exporter.get_finished_spans()).to_json()).encode()


def metrics_of_the_sdk(temporality: AggregationTemporality) -> bytes:
    reader = InMemoryMetricReader({Histogram: temporality})
    provider = MeterProvider([reader], resource=GATEWAY)
    durations = provider.get_meter("m").create_histogram(
        "http.server.request.duration", "s", explicit_bucket_boundaries_advisory=[0.1, 1]
    )
    durations.record(0.05, {"portico.channel": "mobile"})
    durations.record(0.5, {"portico.channel": "mobile"})
    data = reader.get_metrics_data()
    assert data is not None
    return str(encode_metrics(data).to_json()).encode()


def protobuf(trace_id: bytes = b"\x0a" * 16) -> bytes:
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    resource.resource.attributes.add(key="service.name").value.string_value = "portico-gateway"
    span = resource.scope_spans.add().spans.add(trace_id=trace_id, span_id=b"\x0b" * 8, name="GET", kind=2)
    span.attributes.add(key="http.response.status_code").value.int_value = 200
    return bytes(request.SerializeToString())


async def test_an_export_of_the_sdk_arrives_whole(monitor: httpx.AsyncClient, history: History) -> None:
    answer = await monitor.post("/v1/traces", content=export_of_the_sdk(), headers=JSON)
    assert (answer.status_code, answer.json()) == (200, {})
    (span,) = history.spans.newest_requests(2)
    assert (span.name, span.kind, span.service) == ("GET /mobile/home", "server", "portico-gateway")
    assert span.attributes == {"url.path": "/mobile/home", "sizes": [1, 2], "share": 0.5, "complete": True}
    assert [(event.name, event.attributes) for event in span.events] == [("trace", {"code": "not_found"})]


async def test_protobuf_is_understood_and_answered_in(monitor: httpx.AsyncClient, history: History) -> None:
    answer = await monitor.post("/v1/traces", content=protobuf(), headers=PROTOBUF)
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (
        200,
        PROTOBUF["content-type"],
        b"",
    )
    (span,) = history.spans.newest_requests(2)
    assert (span.trace_id, span.span_id, span.parent_id) == ("0a" * 16, "0b" * 8, None)
    assert span.status == 200


async def test_protobuf_is_told_what_was_refused(monitor: httpx.AsyncClient) -> None:
    answer = await monitor.post("/v1/traces", content=protobuf(trace_id=b"short"), headers=PROTOBUF)
    told = ExportTraceServiceResponse.FromString(answer.content).partial_success
    assert (told.rejected_spans, told.error_message) == (1, "an id does not have 32 hexadecimal digits")


async def test_parents_are_known(history: History, receive: Callable[..., Any]) -> None:
    await receive("a")
    (span,) = history.spans.newest_requests(2)
    assert span.trace_id == "b41fea33c39fa62d53b8812c572be3d2"
    assert span.parent_id in {other.span_id for other in history.spans.of_trace(span.trace_id)}


@pytest.mark.parametrize(("content", "headers"), [(export_of_the_sdk(), JSON), (protobuf(), PROTOBUF)])
async def test_an_export_may_be_packed(
    monitor: httpx.AsyncClient, history: History, content: bytes, headers: dict[str, str]
) -> None:
    packed = headers | {"content-encoding": "gzip"}
    answer = await monitor.post("/v1/traces", content=gzip.compress(content), headers=packed)
    assert answer.status_code == 200
    assert history.spans.version() == 1


async def test_a_span_that_comes_twice_is_kept_once(monitor: httpx.AsyncClient, history: History) -> None:
    export = export_of_the_sdk()
    for _ in range(2):
        await monitor.post("/v1/traces", content=export, headers=JSON)
    assert len(history.spans.newest_requests(5)) == 1


async def test_delta_metrics_are_kept(monitor: httpx.AsyncClient, history: History) -> None:
    content = metrics_of_the_sdk(AggregationTemporality.DELTA)
    answer = await monitor.post("/v1/metrics", content=content, headers=JSON)
    assert answer.json() == {}
    (point,) = history.points.of_metric("http.server.request.duration", 0, 1e12)
    assert (point.count, point.bounds, point.buckets) == (2, (0.1, 1.0), (1, 1, 0))
    assert point.attributes == {"portico.channel": "mobile"}


async def test_cumulative_metrics_are_refused_with_the_reason(monitor: httpx.AsyncClient) -> None:
    content = metrics_of_the_sdk(AggregationTemporality.CUMULATIVE)
    answer = await monitor.post("/v1/metrics", content=content, headers=JSON)
    told = {"rejectedDataPoints": "1", "errorMessage": "only delta temporality is understood"}
    assert (answer.status_code, answer.json()) == (200, {"partialSuccess": told})


@pytest.mark.parametrize(
    ("status", "headers", "content"),
    [
        (415, {"content-type": "text/plain"}, b"{}"),
        (415, {}, b"{}"),
        (415, JSON | {"content-encoding": "br"}, b"{}"),
        (400, PROTOBUF, b"\xff\xff\xff\xff"),
        (400, JSON, b"not json"),
        (400, JSON, b"[1]"),
        (400, JSON, b"\xff\xfe"),
        (400, JSON, b"[" * 100_000),
        (400, JSON, b'{"resourceSpans": 1}'),
        (400, JSON | {"content-encoding": "gzip"}, b"{}"),
        (400, JSON | {"content-encoding": "gzip"}, gzip.compress(b"{}")[:-6]),
        (413, PROTOBUF, b"\0" * (MOST_BYTES + 1)),
        (413, PROTOBUF | {"content-encoding": "gzip"}, gzip.compress(b"\0" * (MOST_BYTES + 1), 1)),
    ],
)
@pytest.mark.parametrize("path", ["/v1/traces", "/v1/metrics"])
async def test_what_cannot_be_read_is_refused(
    monitor: httpx.AsyncClient, path: str, status: int, headers: dict[str, str], content: bytes
) -> None:
    if path == "/v1/metrics":
        content = content.replace(b"resourceSpans", b"resourceMetrics")
    answer = await monitor.post(path, content=content, headers=headers)
    assert answer.status_code == status
    assert "export" in answer.json()["message"]


def a_span(**changes: Any) -> dict[str, Any]:
    usual = {
        "traceId": "1" * 32,
        "spanId": "2" * 16,
        "name": "x",
        "startTimeUnixNano": "1",
        "endTimeUnixNano": "2",
    }
    return usual | changes


def texts(count: int) -> list[dict[str, Any]]:
    return [{"key": f"k{number}", "value": {"stringValue": "v" * 2_000}} for number in range(count)]


@pytest.mark.parametrize(
    "span",
    [
        a_span(traceId="11"),
        a_span(traceId="0" * 32),
        a_span(spanId=""),
        a_span(parentSpanId="abcd"),
        a_span(endTimeUnixNano=str(2**63)),
        a_span(startTimeUnixNano="-1"),
        a_span(traceId="x" * 32),
        a_span(attributes=texts(100)),
        a_span(events=[{"name": "e"}] * 1_000),
    ],
)
async def test_a_span_of_no_use_is_counted_and_the_others_are_kept(
    monitor: httpx.AsyncClient, history: History, span: dict[str, Any]
) -> None:
    spans = [span, a_span(traceId="3" * 32)]
    content = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]})
    answer = await monitor.post("/v1/traces", content=content, headers=JSON)
    assert answer.json()["partialSuccess"]["rejectedSpans"] == "1"
    assert history.spans.version() == 1


async def test_odd_values_become_what_json_can_hold(monitor: httpx.AsyncClient, history: History) -> None:
    values = [
        {"doubleValue": "NaN"},
        {"bytesValue": "AQI="},
        {"kvlistValue": {"values": [{"key": "k", "value": {"intValue": "9223372036854775807"}}]}},
        {},
        {"stringValue": "v" * 2_000},
    ]
    attributes = [{"key": str(number), "value": value} for number, value in enumerate(values)]
    content = json.dumps(
        {"resourceSpans": [{"scopeSpans": [{"spans": [a_span(attributes=attributes, kind=77)]}]}]}
    )
    await monitor.post("/v1/traces", content=content, headers=JSON)
    (span,) = history.spans.of_trace("1" * 32)
    assert list(span.attributes.values()) == ["nan", "AQI=", {"k": 2**63 - 1}, None, "v" * 1_024]
    assert (span.kind, span.service) == ("unspecified", "unknown_service")

"""Spans and metrics over OTLP/HTTP, as whatever receives them gets them."""

from typing import Any

import httpx
import pytest
from opentelemetry.trace import SpanKind, StatusCode, set_span_in_context
from opentelemetry.util.types import AttributeValue

from shared.telemetry.metrics import SECONDS
from shared.telemetry.points import Points
from shared.telemetry.sinks.otlp import Otlp
from shared.telemetry.spans import RecordedSpan, Spans
from tests.unit.shared.telemetry.sinks.conftest import Receiver

RESOURCE = {"service.name": "portico-mobile"}


def attributes(of: Any) -> dict[str, Any]:
    return {pair["key"]: pair["value"] for pair in of["attributes"]}


def test_spans_arrive_with_their_service_and_parent(receiver: Receiver) -> None:
    recorded: list[RecordedSpan] = []
    tracer = Spans(recorded.append).get_tracer("test")
    server = tracer.start_span("mobile_get_home", kind=SpanKind.SERVER)
    told: dict[str, AttributeValue] = {
        "text": "a",
        "flag": True,
        "number": 1,
        "share": 0.5,
        "parts": ("a", "b"),
    }
    client = tracer.start_span("GET orders", set_span_in_context(server), SpanKind.CLIENT, told)
    client.add_event("seen", {"code": "x"})
    client.set_status(StatusCode.ERROR)
    client.end()
    server.end()
    Otlp(receiver.url, RESOURCE).send_spans(recorded)
    (export,) = receiver.at("/v1/traces")
    (resource,) = export["resourceSpans"]
    assert attributes(resource["resource"]) == {"service.name": {"stringValue": "portico-mobile"}}
    call, invocation = resource["scopeSpans"][0]["spans"]
    assert (call["name"], call["kind"], call["status"]) == ("GET orders", 3, {"code": 2})
    assert (invocation["name"], invocation["kind"], invocation["status"]) == ("mobile_get_home", 2, {})
    assert call["traceId"] == invocation["traceId"]
    assert (call["parentSpanId"], invocation["parentSpanId"]) == (invocation["spanId"], "")
    assert int(call["startTimeUnixNano"]) <= int(call["endTimeUnixNano"])
    assert attributes(call) == {
        "text": {"stringValue": "a"},
        "flag": {"boolValue": True},
        "number": {"intValue": "1"},
        "share": {"doubleValue": 0.5},
        "parts": {"arrayValue": {"values": [{"stringValue": "a"}, {"stringValue": "b"}]}},
    }
    assert [(event["name"], attributes(event)) for event in call["events"]] == [
        ("seen", {"code": {"stringValue": "x"}})
    ]


def test_metrics_arrive_as_differences(receiver: Receiver) -> None:
    points, sink = Points(), Otlp(receiver.url, RESOURCE)
    meter = points.get_meter("test")
    durations = meter.create_histogram(
        "http.server.request.duration", "s", explicit_bucket_boundaries_advisory=SECONDS
    )
    shed = meter.create_counter("portico.requests.shed", "{request}")
    for _ in range(2):
        durations.record(0.02, {"http.response.status_code": 200})
        shed.add(2)
        sink.send_metrics(points.collect())
    sent = [
        export["resourceMetrics"][0]["scopeMetrics"][0]["metrics"] for export in receiver.at("/v1/metrics")
    ]
    for histogram, counter in sent:
        assert histogram["histogram"]["aggregationTemporality"] == 1
        (point,) = histogram["histogram"]["dataPoints"]
        assert (point["count"], point["sum"], len(point["bucketCounts"])) == ("1", 0.02, len(SECONDS) + 1)
        assert point["bucketCounts"][SECONDS.index(0.025)] == "1"
        assert counter["sum"]["isMonotonic"]
        assert [point["asInt"] for point in counter["sum"]["dataPoints"]] == ["2"]


def test_a_receiver_that_refuses_is_an_error(receiver: Receiver) -> None:
    receiver.status = 503
    with pytest.raises(httpx.HTTPStatusError):
        Otlp(receiver.url, RESOURCE).send_spans([])

"""OpenTelemetry's own protocol, OTLP 1.x over HTTP, as JSON."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import httpx
from opentelemetry.trace import SpanKind

from shared.telemetry.points import Key, Metric, Point
from shared.telemetry.spans import RecordedSpan

TIMEOUT_SECONDS = 2.0
_KINDS = {SpanKind.INTERNAL: 1, SpanKind.SERVER: 2, SpanKind.CLIENT: 3}
_STATUS = {False: {}, True: {"code": 2}}
_DELTA = 1
_SCOPE = {"name": "portico.bff"}


class Otlp:
    """Any OTLP receiver, by its base URL."""

    span_seconds = 0.5
    metric_seconds = 5.0

    def __init__(self, endpoint: str, resource: Mapping[str, str]) -> None:
        self._endpoint = endpoint
        self._resource = {"attributes": _pairs(resource.items())}

    def send_spans(self, spans: Sequence[RecordedSpan]) -> None:
        scope = {"scope": _SCOPE, "spans": [_span(span) for span in spans]}
        self._send("traces", {"resourceSpans": [{"resource": self._resource, "scopeSpans": [scope]}]})

    def send_metrics(self, metrics: Sequence[Metric]) -> None:
        scope = {"scope": _SCOPE, "metrics": [_metric(metric) for metric in metrics]}
        self._send("metrics", {"resourceMetrics": [{"resource": self._resource, "scopeMetrics": [scope]}]})

    def _send(self, signal: str, document: Mapping[str, Any]) -> None:
        import msgspec  # noqa: PLC0415 - with the client, paid by this thread rather than by the start

        content = msgspec.json.encode(document)
        headers = {"content-type": "application/json"}
        self._http.post(f"{self._endpoint}/v1/{signal}", content=content, headers=headers).raise_for_status()

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(timeout=TIMEOUT_SECONDS)


def _span(span: RecordedSpan) -> dict[str, Any]:
    context = span.get_span_context()
    return {
        "traceId": f"{context.trace_id:032x}",
        "spanId": f"{context.span_id:016x}",
        "parentSpanId": f"{span.parent.span_id:016x}" if span.parent.is_valid else "",
        "name": span.name,
        "kind": _KINDS[span.kind],
        "startTimeUnixNano": str(span.started),
        "endTimeUnixNano": str(span.ended),
        "attributes": _pairs(span.attributes.items()),
        "events": [
            {"timeUnixNano": str(time), "name": name, "attributes": _pairs(attributes.items())}
            for time, name, attributes in span.events
        ],
        "status": _STATUS[span.failed],
    }


def _metric(metric: Metric) -> dict[str, Any]:
    kind = "histogram" if metric.bounds else "sum"
    points = [_point(metric, key, point) for key, point in metric.points.items()]
    data = {"aggregationTemporality": _DELTA, "dataPoints": points}
    monotonic = {} if metric.bounds else {"isMonotonic": True}
    return {"name": metric.name, "unit": metric.unit, kind: data | monotonic}


def _point(metric: Metric, key: Key, point: Point) -> dict[str, Any]:
    told = {
        "startTimeUnixNano": str(metric.since),
        "timeUnixNano": str(metric.until),
        "attributes": _pairs(key),
    }
    if not metric.bounds:
        return told | {"asInt": str(round(point.total))}
    return told | {
        "count": str(point.count),
        "sum": point.total,
        "min": point.low,
        "max": point.high,
        "bucketCounts": [str(count) for count in point.buckets],
        "explicitBounds": metric.bounds,
    }


def _pairs(attributes: Any) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in attributes]


def _value(value: object) -> dict[str, Any]:
    match value:
        case str():
            return {"stringValue": value}
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case list() | tuple():
            return {"arrayValue": {"values": [_value(item) for item in value]}}
    raise TypeError(f"an attribute cannot be a {type(value).__name__}")

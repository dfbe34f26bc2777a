"""What was recorded, as Microsoft's exporters take it: in the SDK's own types."""

from collections.abc import Mapping, Sequence
from typing import Any

from azure.monitor.opentelemetry.exporter import AzureMonitorMetricExporter, AzureMonitorTraceExporter
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Histogram,
    HistogramDataPoint,
    MetricExportResult,
    MetricsData,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.sdk.metrics.export import Metric as SdkMetric
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Status, StatusCode

from shared.telemetry.points import Key, Metric, Point
from shared.telemetry.spans import RecordedSpan

_SCOPE = InstrumentationScope("portico.bff")
_STATUS = {False: Status(StatusCode.UNSET), True: Status(StatusCode.ERROR)}
_DELTA = AggregationTemporality.DELTA
# The exporter makes fields of a request of some standard attributes and drops the rest of them.
_DROPPED = ("error.type", "http.route", "http.response.body.size", "http.request.resend_count")


class ExportFailed(Exception):
    """The exporter has said why in the log."""


class AzureExporters:
    """One for spans and one for metrics."""

    def __init__(self, connection_string: str, resource: Mapping[str, str]) -> None:
        options = {"connection_string": connection_string, "disable_offline_storage": True}
        self._resource = Resource(resource)
        self._spans = AzureMonitorTraceExporter(**options)
        self._metrics = AzureMonitorMetricExporter(**options)

    def export_spans(self, spans: Sequence[RecordedSpan]) -> None:
        if self._spans.export([self._readable(span) for span in spans]) is not SpanExportResult.SUCCESS:
            raise ExportFailed("Azure Monitor did not take the spans")

    def export_metrics(self, metrics: Sequence[Metric], names: Mapping[str, str]) -> None:
        """`names` renames some of them."""
        sent = [
            SdkMetric(names.get(metric.name, metric.name), "", metric.unit, _data(metric))
            for metric in metrics
        ]
        data = MetricsData([ResourceMetrics(self._resource, [ScopeMetrics(_SCOPE, sent, "")], "")])
        if self._metrics.export(data) is not MetricExportResult.SUCCESS:
            raise ExportFailed("Azure Monitor did not take the metrics")

    def _readable(self, span: RecordedSpan) -> ReadableSpan:
        return ReadableSpan(
            name=span.name,
            context=span.get_span_context(),
            parent=span.parent if span.parent.is_valid else None,
            resource=self._resource,
            attributes=span.attributes | _kept(span.attributes),
            events=[Event(name, attributes, time) for time, name, attributes in span.events],
            kind=span.kind,
            status=_STATUS[span.failed],
            start_time=span.started,
            end_time=span.ended,
            instrumentation_scope=_SCOPE,
        )


def _kept(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {f"portico.{name}": attributes[name] for name in _DROPPED if name in attributes}


def _data(metric: Metric) -> Histogram | Sum:
    if metric.bounds:
        return Histogram([_histogram(metric, *item) for item in metric.points.items()], _DELTA)
    numbers = [
        NumberDataPoint(dict(key), metric.since, metric.until, point.total)
        for key, point in metric.points.items()
    ]
    return Sum(numbers, _DELTA, is_monotonic=True)


def _histogram(metric: Metric, key: Key, point: Point) -> HistogramDataPoint:
    return HistogramDataPoint(
        attributes=dict(key),
        start_time_unix_nano=metric.since,
        time_unix_nano=metric.until,
        count=point.count,
        sum=point.total,
        bucket_counts=point.buckets,
        explicit_bounds=metric.bounds,
        min=point.low,
        max=point.high,
    )

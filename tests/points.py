"""What a test reads of metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opentelemetry.sdk.metrics.export import HistogramDataPoint, MetricsData


@dataclass(frozen=True)
class Point:
    """`value` is a counter's sum or a histogram's, `count` how many values a histogram got."""

    name: str
    attributes: Mapping[str, Any]
    value: float
    count: int = 1


def points_of(data: MetricsData | None) -> list[Point]:
    return [
        _point(metric.name, point)
        for resource in (data.resource_metrics if data else ())
        for scope in resource.scope_metrics
        for metric in scope.metrics
        for point in metric.data.data_points
    ]


def _point(name: str, point: Any) -> Point:
    attributes = dict(point.attributes or {})
    if isinstance(point, HistogramDataPoint):
        return Point(name, attributes, point.sum, point.count)
    return Point(name, attributes, point.value)

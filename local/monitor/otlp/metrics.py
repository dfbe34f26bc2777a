"""Data points out of an export request: counters and histograms with delta temporality."""

import math
from collections.abc import Iterator

from local.monitor.errors import Unusable
from local.monitor.otlp.messages import DELTA, Data, DataPoint, Metric, Metrics, Resource
from local.monitor.otlp.values import attributes_of, cut, service_of
from local.monitor.point import Point

MOST_BUCKETS = 100
MOST_VALUES = 2**53
MOST_NANOSECONDS = 2**63


def points_of(request: Metrics) -> Iterator[Point | Unusable]:
    """Each data point, or why it is of no use."""
    for resource in request.get("resource_metrics", []):
        for scope in resource.get("scope_metrics", []):
            for metric in scope.get("metrics", []):
                yield from _points(metric, resource.get("resource", Resource()))


def _points(metric: Metric, resource: Resource) -> Iterator[Point | Unusable]:
    for kind, data in _kinds(metric).items():
        for point in data.get("data_points", []):
            try:
                _check(kind, data)
                read = _histogram if kind == "histogram" else _counter
                yield read(point, service_of(resource), cut(metric.get("name", "")))
            except Unusable as reason:
                yield reason


def _kinds(metric: Metric) -> dict[str, Data]:
    """The data under the name of its kind."""
    nothing = Data()
    return {
        "sum": metric.get("sum", nothing),
        "histogram": metric.get("histogram", nothing),
        "gauge": metric.get("gauge", nothing),
        "exponential histogram": metric.get("exponential_histogram", nothing),
        "summary": metric.get("summary", nothing),
    }


def _check(kind: str, data: Data) -> None:
    if kind not in {"sum", "histogram"}:
        raise Unusable(f"{kind}: only counters and histograms are kept")
    if data.get("aggregation_temporality") != DELTA:
        raise Unusable("only delta temporality is understood")


def _counter(data: DataPoint, service: str, name: str) -> Point:
    value = _finite(data.get("as_double", data.get("as_int", 0)))
    return Point(_seconds(data), service, name, attributes_of(data.get("attributes", [])), value)


def _histogram(data: DataPoint, service: str, name: str) -> Point:
    bounds = tuple(map(_finite, data.get("explicit_bounds", [])))
    buckets = tuple(data.get("bucket_counts", []))
    if len(buckets) != len(bounds) + 1 or len(buckets) > MOST_BUCKETS or list(bounds) != sorted(bounds):
        raise Unusable(f"a histogram has ascending bounds and at most {MOST_BUCKETS} buckets between them")
    if min(buckets) < 0 or sum(buckets) > MOST_VALUES:
        raise Unusable("a histogram counts what cannot have happened")
    attributes, total = attributes_of(data.get("attributes", [])), _finite(data.get("sum", 0))
    return Point(_seconds(data), service, name, attributes, total, sum(buckets), bounds, buckets)


def _seconds(data: DataPoint) -> float:
    nanoseconds = data.get("time_unix_nano", 0)
    if not 0 <= nanoseconds < MOST_NANOSECONDS:
        raise Unusable("a point's time is out of range")
    return nanoseconds / 1e9


def _finite(value: float) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Unusable("a value is not a finite number")
    return number

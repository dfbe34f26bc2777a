"""Which data points are of use."""

import pytest

from local.monitor.errors import Unusable
from local.monitor.otlp.messages import METRICS
from local.monitor.otlp.metrics import points_of
from local.monitor.point import Point

DELTA = 1


def only_point(metric: dict[str, object]) -> Point | Unusable:
    document = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "m"} | metric]}]}]}
    (point,) = points_of(METRICS.validate_python(document))
    return point


def histogram(**data: object) -> dict[str, object]:
    usual = {
        "explicitBounds": [1.0, 2.0],
        "bucketCounts": ["1", "0", "2"],
        "sum": 7.5,
        "timeUnixNano": str(10**9),
    }
    return {"histogram": {"aggregationTemporality": DELTA, "dataPoints": [usual | data]}}


def test_a_counter_becomes_one_point() -> None:
    point = only_point({"sum": {"aggregationTemporality": DELTA, "dataPoints": [{"asInt": "3"}]}})
    assert point == Point(0, "unknown_service", "m", {}, 3.0)


def test_a_histogram_becomes_one_point() -> None:
    point = only_point(histogram())
    assert point == Point(1, "unknown_service", "m", {}, 7.5, 3, (1.0, 2.0), (1, 0, 2))


@pytest.mark.parametrize(
    ("metric", "reason"),
    [
        ({"gauge": {"dataPoints": [{"asInt": "3"}]}}, "gauge: only counters and histograms are kept"),
        ({"sum": {"dataPoints": [{"asInt": "3"}]}}, "only delta temporality"),
        (
            {"sum": {"aggregationTemporality": DELTA, "dataPoints": [{"asDouble": "NaN"}]}},
            "not a finite number",
        ),
        (histogram(bucketCounts=["1"]), "ascending bounds"),
        (histogram(explicitBounds=[2.0, 1.0]), "ascending bounds"),
        (histogram(explicitBounds=["NaN", 1.0]), "not a finite number"),
        (histogram(explicitBounds=list(range(200)), bucketCounts=["0"] * 201), "ascending bounds"),
        (histogram(bucketCounts=["0", "0", str(2**64 - 1)]), "cannot have happened"),
        (histogram(bucketCounts=["-1", "0", "0"]), "cannot have happened"),
        (histogram(timeUnixNano="-1"), "out of range"),
        (
            {"sum": {"aggregationTemporality": DELTA, "dataPoints": [{"asInt": 10**400}]}},
            "not a finite number",
        ),
        (histogram(sum="Infinity"), "not a finite number"),
    ],
)
def test_what_is_of_no_use_says_why(metric: dict[str, object], reason: str) -> None:
    point = only_point(metric)
    assert isinstance(point, Unusable)
    assert reason in str(point)


def test_a_metric_without_data_is_nothing() -> None:
    document = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "m"}]}]}]}
    assert list(points_of(METRICS.validate_python(document))) == []

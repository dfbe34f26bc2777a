"""Requests, latency and partial answers, step by step."""

import pytest

from local.monitor.charts import charts, quantile
from local.monitor.history import History
from local.monitor.point import Point

NOW = 1_000_003.0
BOUNDS = (0.01, 0.1, 1.0)


def durations(time: float, *buckets: int, channel: str = "mobile", service: str = "portico-gateway") -> Point:
    attributes = {"portico.channel": channel}
    name = "http.server.request.duration"
    return Point(time, service, name, attributes, 1.0, sum(buckets), BOUNDS, buckets)


def test_a_step_counts_what_ended_in_it(history: History) -> None:
    history.points.add([durations(999_995, 10, 0, 0, 0), durations(999_999.9, 0, 5, 0, 0, channel="desktop")])
    shown = charts(history, NOW, 20)
    assert shown.times == [999_980, 999_985, 999_990, 999_995]
    assert shown.requests_per_second == {"desktop": [0, 0, 0, 1.0], "mobile": [0, 0, 0, 2.0]}


def test_the_step_that_has_not_ended_is_left_out(history: History) -> None:
    history.points.add([durations(1_000_001, 10, 0, 0, 0)])
    assert charts(history, NOW, 20).requests_per_second == {}


def test_requests_are_counted_where_clients_are_answered(history: History) -> None:
    history.points.add([durations(999_995, 10, 0, 0, 0, service="portico-mobile")])
    assert charts(history, NOW, 20).requests_per_second == {}


def test_latency_is_that_of_all_channels_and_null_without_requests(history: History) -> None:
    history.points.add([durations(999_995, 0, 90, 0, 0), durations(999_996, 0, 0, 10, 0, channel="desktop")])
    latency = charts(history, NOW, 10).latency_milliseconds
    assert latency["p50"] == [None, pytest.approx(60)]
    assert latency["p95"] == [None, pytest.approx(550)]


def test_histograms_of_other_bounds_do_not_spoil_a_step(history: History) -> None:
    other = Point(999_996, "portico-gateway", "http.server.request.duration", {}, 1.0, 1, (5.0,), (1, 0))
    history.points.add([other, durations(999_996, 0, 10, 0, 0)])
    assert charts(history, NOW, 10).latency_milliseconds["p50"] == [None, pytest.approx(55)]


def test_partial_answers_are_counted_by_channel(history: History) -> None:
    attributes = {"portico.channel": "desktop", "portico.part": "products"}
    history.points.add([Point(999_996, "portico-desktop", "portico.answers.partial", attributes, 3.0)] * 2)
    assert charts(history, NOW, 10).partial_answers == {"desktop": [0, 6]}


@pytest.mark.parametrize(
    ("share", "buckets", "expected"),
    [
        (0.5, (10, 0, 0, 0), 0.005),
        (1.0, (10, 0, 0, 0), 0.01),
        (0.5, (0, 0, 10, 0), 0.55),
        (0.5, (0, 0, 0, 10), 1.0),
        (0.5, (0, 0, 0, 0), None),
    ],
)
def test_a_quantile_lies_within_its_bucket(
    share: float, buckets: tuple[int, ...], expected: float | None
) -> None:
    assert quantile(share, BOUNDS, buckets) == (None if expected is None else pytest.approx(expected))


def test_a_histogram_without_bounds_has_no_quantile() -> None:
    assert quantile(0.5, (), (3,)) is None

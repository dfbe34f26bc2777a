"""Requests, latency and partial answers over time, out of the metrics."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from local.monitor import conventions as names
from local.monitor.history import History
from local.monitor.point import Point
from local.monitor.shape import Shape

STEP_SECONDS = 5
QUANTILES = {"p50": 0.5, "p95": 0.95}


class Charts(Shape):
    """One value for each of `times`, which are `step_seconds` apart; latency is null where nobody asked."""

    step_seconds: int
    times: list[int]
    requests_per_second: dict[str, list[float]]
    latency_milliseconds: dict[str, list[float | None]]
    partial_answers: dict[str, list[int]]


def charts(history: History, now: float, seconds: int) -> Charts:
    """The last so many seconds, without the step that has not ended yet."""
    end = int(now) // STEP_SECONDS * STEP_SECONDS
    times = list(range(end - seconds // STEP_SECONDS * STEP_SECONDS, end, STEP_SECONDS))
    durations = [
        point
        for point in history.points.of_metric(names.SERVER_DURATION, times[0], end)
        if point.service == names.GATEWAY
    ]
    partial = history.points.of_metric(names.PARTIAL_ANSWERS, times[0], end)
    return Charts(
        step_seconds=STEP_SECONDS,
        times=times,
        requests_per_second=_by_channel(times, ((point, point.count / STEP_SECONDS) for point in durations)),
        latency_milliseconds=_latency(times, durations),
        partial_answers={
            channel: [round(value) for value in values]
            for channel, values in _by_channel(times, ((point, point.total) for point in partial)).items()
        },
    )


def quantile(share: float, bounds: Sequence[float], buckets: Sequence[int]) -> float | None:
    """Values are taken to be spread evenly over their bucket; those above the last bound to lie on it."""
    rank, passed = share * sum(buckets), 0
    for index, count in enumerate(buckets):
        if count and passed + count >= rank:
            if index == len(bounds):
                return bounds[-1] if bounds else None
            low = bounds[index - 1] if index else 0.0
            return low + (bounds[index] - low) * (rank - passed) / count
        passed += count
    return None


def _by_channel(times: Sequence[int], values: Iterable[tuple[Point, float]]) -> dict[str, list[float]]:
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * len(times))
    for point, value in values:
        channel = str(point.attributes.get(names.CHANNEL, "none"))
        sums[channel][_step(times, point)] += value
    return dict(sorted(sums.items()))


def _latency(times: Sequence[int], durations: Iterable[Point]) -> dict[str, list[float | None]]:
    steps: defaultdict[int, list[Point]] = defaultdict(list)
    for point in durations:
        steps[_step(times, point)].append(point)
    return {
        name: [_milliseconds(share, steps.get(index, [])) for index in range(len(times))]
        for name, share in QUANTILES.items()
    }


def _milliseconds(share: float, points: Sequence[Point]) -> float | None:
    """Of histograms that have the same bounds; those of another shape are of another version and left out."""
    if not points:
        return None
    bounds = points[-1].bounds
    alike = [point.buckets for point in points if point.bounds == bounds]
    seconds = quantile(share, bounds, [sum(counts) for counts in zip(*alike, strict=True)])
    return None if seconds is None else seconds * 1000


def _step(times: Sequence[int], point: Point) -> int:
    return bisect_right(times, point.time) - 1

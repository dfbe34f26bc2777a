"""Counters and histograms, kept behind OpenTelemetry's API at a tenth of what its SDK takes.

What is collected is what happened since it was last collected: delta temporality.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from threading import Lock
from time import time_ns
from typing import Any

from opentelemetry.metrics import (
    Counter,
    Histogram,
    Meter,
    MeterProvider,
    NoOpCounter,
    NoOpHistogram,
    NoOpMeter,
)

Key = tuple[tuple[str, Any], ...]


@dataclass(slots=True)
class Point:
    """The values of one set of attributes; `buckets` are counts between a histogram's bounds."""

    buckets: list[int]
    count: int = 0
    total: float = 0
    low: float = inf
    high: float = -inf


@dataclass(frozen=True)
class Metric:
    """The points of an instrument between two times in nanoseconds; a counter has no bounds."""

    name: str
    unit: str
    bounds: Sequence[float]
    since: int
    until: int
    points: Mapping[Key, Point]


@dataclass
class _Values:
    """Adds up values from any thread."""

    name: str
    unit: str
    bounds: Sequence[float] = ()
    since: int = field(default_factory=time_ns)
    points: dict[Key, Point] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def add(self, value: float, attributes: Mapping[str, Any] | None) -> None:
        key = tuple(attributes.items()) if attributes else ()
        with self.lock:
            point = self.points.get(key)
            if point is None:
                point = self.points[key] = Point([0] * (len(self.bounds) + 1))
            point.count += 1
            point.total += value
            point.low = min(point.low, value)
            point.high = max(point.high, value)
            point.buckets[bisect_left(self.bounds, value)] += 1

    def collect(self) -> Metric:
        with self.lock:
            points, self.points = self.points, {}
            since, self.since = self.since, time_ns()
        return Metric(self.name, self.unit, self.bounds, since, self.since, points)


class Points(MeterProvider):
    """Makes the instruments of this process and collects from them."""

    def __init__(self) -> None:
        self._values: list[_Values] = []

    def get_meter(self, name: str, *_: Any, **__: Any) -> Meter:
        return _Meter(name, self._values)

    def collect(self) -> list[Metric]:
        """Of the instruments that have got a value since the last time."""
        return [metric for values in self._values if (metric := values.collect()).points]


class _Meter(NoOpMeter):
    """Other kinds of instruments are nowhere used, and do nothing."""

    def __init__(self, name: str, values: list[_Values]) -> None:
        super().__init__(name)
        self._values = values

    def create_counter(self, name: str, unit: str = "", description: str = "") -> Counter:
        return _Counter(self._kept(_Values(name, unit)))

    def create_histogram(
        self,
        name: str,
        unit: str = "",
        description: str = "",
        *,
        explicit_bucket_boundaries_advisory: Sequence[float] | None = None,
    ) -> Histogram:
        return _Histogram(self._kept(_Values(name, unit, explicit_bucket_boundaries_advisory or ())))

    def _kept(self, values: _Values) -> _Values:
        self._values.append(values)
        return values


class _Counter(NoOpCounter):
    def __init__(self, values: _Values) -> None:
        super().__init__(values.name, values.unit)
        self._add = values.add

    def add(self, amount: float, attributes: Mapping[str, Any] | None = None, *_: Any) -> None:
        self._add(amount, attributes)


class _Histogram(NoOpHistogram):
    def __init__(self, values: _Values) -> None:
        super().__init__(values.name, values.unit)
        self._add = values.add

    def record(self, amount: float, attributes: Mapping[str, Any] | None = None, *_: Any) -> None:
        self._add(amount, attributes)

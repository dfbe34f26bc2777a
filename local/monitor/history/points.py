"""The data points that are kept."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from local.monitor.history.pruning import Limits, prune
from local.monitor.point import Point

_COLUMNS = "time, service, name, attributes, total, count, bounds, buckets"
_INSERT = f"INSERT INTO points ({_COLUMNS}, received) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
_SELECT = f"SELECT {_COLUMNS} FROM points WHERE name = ? AND time >= ? AND time < ?"  # noqa: S608


class PointTable:
    """Adds data points, and finds those of a metric."""

    def __init__(self, connection: sqlite3.Connection, limits: Limits, clock: Callable[[], float]) -> None:
        self._connection = connection
        self._limits = limits
        self._clock = clock

    def add(self, points: Iterable[Point]) -> None:
        now = self._clock()
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany(_INSERT, ((*_row(point), now) for point in points))
            prune(self._connection, "points", self._limits, now)

    def of_metric(self, name: str, since: float, until: float) -> list[Point]:
        """Between two times in seconds since the epoch."""
        return [_point(*row) for row in self._connection.execute(_SELECT, [name, since, until])]


def _row(point: Point) -> tuple[object, ...]:
    return (
        *(point.time, point.service, point.name, json.dumps(point.attributes), point.total, point.count),
        json.dumps(point.bounds),
        json.dumps(point.buckets),
    )


def _point(time: float, service: str, name: str, attributes: str, total: float, *histogram: Any) -> Point:
    count, bounds, buckets = histogram
    return Point(
        *(time, service, name, json.loads(attributes), total, count),
        tuple(json.loads(bounds)),
        tuple(json.loads(buckets)),
    )

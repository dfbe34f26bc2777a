"""What was received, as far as it is kept: bounded by rows and by age, pruned with whatever is added."""

import time
from collections.abc import Callable
from pathlib import Path

from local.monitor.errors import Unknown
from local.monitor.history.database import open_database, open_read_only
from local.monitor.history.points import PointTable
from local.monitor.history.pruning import Limits
from local.monitor.history.spans import SpanTable

__all__ = ["History", "Limits"]


class History:
    """Spans and data points of one SQLite file."""

    def __init__(self, spans: SpanTable, points: PointTable) -> None:
        self.spans = spans
        self.points = points

    @classmethod
    def open(
        cls, path: Path, spans: Limits, points: Limits, clock: Callable[[], float] = time.time
    ) -> "History":
        """Raises StartError."""
        connection = open_database(path)
        return cls(SpanTable(connection, spans, clock), PointTable(connection, points, clock))

    @classmethod
    def read(cls, path: Path) -> "History":
        """For looking only, whether a monitor runs or not. Raises Unknown, StartError."""
        if not path.exists():
            raise Unknown(f"{path}: nothing has been recorded yet")
        connection = open_read_only(path)
        nothing = Limits(0, 0)
        return cls(SpanTable(connection, nothing, time.time), PointTable(connection, nothing, time.time))

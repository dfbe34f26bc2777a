"""The spans that are kept."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from local.monitor.history.pruning import Limits, prune
from local.monitor.span import Event, Span

MOST_OF_A_TRACE = 1_000
_COLUMNS = "trace_id, span_id, parent_id, service, name, kind, start, end, failed, attributes, events"
# A span that comes again, because its exporter had no answer, is kept once.
_INSERT = f"""INSERT OR IGNORE INTO spans ({_COLUMNS}, is_request, is_trouble, received)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""  # noqa: S608 - our own names
_SELECT = f"SELECT {_COLUMNS} FROM spans"  # noqa: S608


class SpanTable:
    """Adds spans, and finds requests and traces."""

    def __init__(self, connection: sqlite3.Connection, limits: Limits, clock: Callable[[], float]) -> None:
        self._connection = connection
        self._limits = limits
        self._clock = clock

    def add(self, spans: Iterable[Span]) -> None:
        now = self._clock()
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany(_INSERT, ((*_row(span), now) for span in spans))
            prune(self._connection, "spans", self._limits, now)

    def version(self) -> int:
        """A number that changes with whatever is added."""
        (number,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM spans").fetchone()
        return int(number)

    def newest_requests(self, limit: int) -> list[Span]:
        return self._find("WHERE is_request ORDER BY start DESC LIMIT ?", limit)

    def troubled_traces(self, limit: int) -> list[str]:
        """Ids of the traces in which something went wrong, newest first."""
        rows = self._connection.execute(
            "SELECT trace_id FROM spans WHERE is_trouble ORDER BY id DESC LIMIT ?", [limit]
        )
        return list(dict.fromkeys(trace_id for (trace_id,) in rows))

    def of_trace(self, trace_id: str) -> list[Span]:
        """By start; of a trace that goes on and on, the beginning."""
        return self._find(f"WHERE trace_id = ? ORDER BY start LIMIT {MOST_OF_A_TRACE}", trace_id)

    def trace_ids(self, prefix: str, limit: int) -> list[str]:
        """Ids that begin like that."""
        rows = self._connection.execute(
            "SELECT DISTINCT trace_id FROM spans WHERE trace_id >= ? AND trace_id < ? LIMIT ?",
            [prefix, f"{prefix}g", limit],
        )
        return [trace_id for (trace_id,) in rows]

    def _find(self, condition: str, *values: object) -> list[Span]:
        return [_span(row) for row in self._connection.execute(f"{_SELECT} {condition}", values)]


def _row(span: Span) -> Sequence[object]:
    return (
        *(span.trace_id, span.span_id, span.parent_id, span.service, span.name, span.kind),
        *(span.start, span.end, span.failed),
        json.dumps(span.attributes),
        json.dumps([[event.name, event.attributes] for event in span.events]),
        *(span.is_request, span.is_trouble),
    )


def _span(row: Sequence[Any]) -> Span:
    *plain, failed, attributes, events = row
    told = tuple(Event(*event) for event in json.loads(events))
    values: list[Any] = [*plain, bool(failed), json.loads(attributes), told]
    return Span(*values)

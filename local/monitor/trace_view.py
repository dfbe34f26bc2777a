"""A trace as the console draws it."""

from collections.abc import Mapping
from typing import Any

from local.monitor.request_summary import RequestSummary, summarise
from local.monitor.shape import Shape
from local.monitor.trace import Placed, Trace, Tree, extent


class EventView(Shape):
    name: str
    attributes: Mapping[str, Any]


class Row(Shape):
    """A span; `offset` is in milliseconds since its tree began."""

    depth: int
    span_id: str
    service: str
    name: str
    kind: str
    offset: float
    milliseconds: float
    failed: bool
    attributes: Mapping[str, Any]
    events: tuple[EventView, ...]


class TreeView(Shape):
    """A root with everything below it, and the requests in it."""

    milliseconds: float
    rows: list[Row]


class TraceView(Shape):
    """All that is known of a trace id."""

    trace_id: str
    requests: list[RequestSummary]
    trees: list[TreeView]


def trace_view(trace: Trace) -> TraceView:
    return TraceView(
        trace_id=trace.trace_id,
        requests=[summarise(tree) for tree in trace.requests()],
        trees=[_tree(tree) for tree in trace.trees()],
    )


def _tree(tree: Tree) -> TreeView:
    start, milliseconds = extent(tree)
    return TreeView(milliseconds=milliseconds, rows=[_row(placed, start) for placed in tree])


def _row(placed: Placed, start: int) -> Row:
    span = placed.span
    return Row(
        depth=placed.depth,
        span_id=span.span_id,
        service=span.service,
        name=span.name,
        kind=span.kind,
        offset=(span.start - start) / 1e6,
        milliseconds=span.milliseconds,
        failed=span.failed,
        attributes=span.attributes,
        events=tuple(EventView(name=event.name, attributes=event.attributes) for event in span.events),
    )

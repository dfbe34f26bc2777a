"""Spans out of an export request."""

from collections.abc import Callable, Iterator

from local.monitor.errors import Unusable
from local.monitor.otlp import messages
from local.monitor.otlp.messages import FAILED, Resource, Status, Traces
from local.monitor.otlp.values import attributes_of, cut, service_of
from local.monitor.span import Event, Span

MOST_EVENTS = 128
LATEST = 2**63 - 1  # nanoseconds that an integer of SQLite can hold
KINDS = ("unspecified", "internal", "server", "client", "producer", "consumer")
TRACE_ID_DIGITS, SPAN_ID_DIGITS = 32, 16

Hexadecimal = Callable[[str], str]


def spans_of(request: Traces, hexadecimal: Hexadecimal) -> Iterator[Span | Unusable]:
    """Each span, or why it is of no use."""
    for resource in request.get("resource_spans", []):
        for scope in resource.get("scope_spans", []):
            for span in scope.get("spans", []):
                try:
                    yield _span(span, service_of(resource.get("resource", Resource())), hexadecimal)
                except Unusable as reason:
                    yield reason


def _span(span: messages.Span, service: str, hexadecimal: Hexadecimal) -> Span:
    parent = hexadecimal(span.get("parent_span_id", ""))
    return Span(
        trace_id=_id(hexadecimal(span.get("trace_id", "")), TRACE_ID_DIGITS),
        span_id=_id(hexadecimal(span.get("span_id", "")), SPAN_ID_DIGITS),
        parent_id=_id(parent, SPAN_ID_DIGITS) if parent else None,
        service=service,
        name=cut(span.get("name", "")),
        kind=_kind(span.get("kind", 0)),
        start=_time(span.get("start_time_unix_nano", 0)),
        end=_time(span.get("end_time_unix_nano", 0)),
        failed=span.get("status", Status()).get("code") == FAILED,
        attributes=attributes_of(span.get("attributes", [])),
        events=_events(span.get("events", [])),
    )


def _id(digits: str, length: int) -> str:
    if len(digits) != length or digits.strip("0123456789abcdef") or not digits.strip("0"):
        raise Unusable(f"an id does not have {length} hexadecimal digits")
    return digits


def _time(nanoseconds: int) -> int:
    if not 0 <= nanoseconds <= LATEST:
        raise Unusable("a span's time is out of range")
    return nanoseconds


def _kind(number: int) -> str:
    return KINDS[number] if 0 <= number < len(KINDS) else KINDS[0]


def _events(events: list[messages.Event]) -> tuple[Event, ...]:
    if len(events) > MOST_EVENTS:
        raise Unusable(f"a span has more than {MOST_EVENTS} events")
    return tuple(
        Event(cut(event.get("name", "")), attributes_of(event.get("attributes", []))) for event in events
    )

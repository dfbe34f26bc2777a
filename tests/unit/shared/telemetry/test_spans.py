"""Spans behind OpenTelemetry's API: what code may do with any span, it may do with ours."""

from opentelemetry import trace
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    TraceState,
)

from shared.telemetry.spans import RecordedSpan, Spans


def recorded() -> tuple[trace.Tracer, list[RecordedSpan]]:
    spans: list[RecordedSpan] = []
    return Spans(spans.append).get_tracer("test"), spans


def test_a_span_is_handed_on_once_when_it_ends() -> None:
    tracer, spans = recorded()
    span = tracer.start_span("work", kind=SpanKind.CLIENT, attributes={"a": 1})
    span.set_attribute("b", True)
    span.set_attributes({"c": "d"})
    assert (span.is_recording(), spans) == (True, [])
    span.end()
    span.end()
    (ended,) = spans
    assert not ended.is_recording()
    assert (ended.name, ended.kind, ended.attributes) == (
        "work",
        SpanKind.CLIENT,
        {"a": 1, "b": True, "c": "d"},
    )
    assert 0 < ended.started <= ended.ended


def test_a_span_without_a_parent_begins_a_trace() -> None:
    tracer, spans = recorded()
    for _ in range(2):
        tracer.start_span("work").end()
    first, second = (span.get_span_context() for span in spans)
    assert first.trace_id != second.trace_id
    assert first.is_valid
    assert first.trace_flags.sampled
    assert not spans[0].parent.is_valid


def test_a_span_continues_its_parents_trace_whatever_that_says_of_sampling() -> None:
    tracer, spans = recorded()
    state = TraceState([("vendor", "x")])
    parent = SpanContext(7, 8, is_remote=True, trace_flags=TraceFlags(0), trace_state=state)
    tracer.start_span("work", trace.set_span_in_context(NonRecordingSpan(parent))).end()
    own = spans[0].get_span_context()
    assert (own.trace_id, spans[0].parent.span_id, own.trace_state) == (7, 8, state)
    assert own.span_id != 8
    assert own.trace_flags.sampled


def test_only_an_error_is_a_failure() -> None:
    tracer, spans = recorded()
    for status in (StatusCode.OK, StatusCode.ERROR, Status(StatusCode.ERROR, "told to nobody")):
        span = tracer.start_span("work")
        span.set_status(status)
        span.end()
    assert [span.failed for span in spans] == [False, True, True]

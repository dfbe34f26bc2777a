"""A share of the traces, the same in every function app, and all that have an error."""

from collections.abc import Callable

from opentelemetry.trace import SpanKind, StatusCode, set_span_in_context

from shared.telemetry.spans import RecordedSpan, Spans
from shared.telemetry.tail_sampling import MOST_TRACES, TailSampling

Record = Callable[..., None]
UNSET, ERROR = StatusCode.UNSET, StatusCode.ERROR


def recording(kept: list[RecordedSpan], ratio: float) -> Record:
    """Records an invocation with an upstream call, which may have failed."""
    tracer = Spans(TailSampling(kept.append, ratio)).get_tracer("test")

    def record(call: StatusCode = UNSET, invocation: StatusCode = UNSET) -> None:
        server = tracer.start_span("invocation", kind=SpanKind.SERVER)
        client = tracer.start_span("call", set_span_in_context(server), SpanKind.CLIENT)
        for span, status in ((client, call), (server, invocation)):
            span.set_status(status)
            span.end()

    return record


def names(kept: list[RecordedSpan]) -> list[str]:
    return [span.name for span in kept]


def trace_ids(kept: list[RecordedSpan], name: str) -> set[int]:
    return {span.get_span_context().trace_id for span in kept if span.name == name}


def test_without_a_share_only_traces_with_an_error_are_kept_and_those_whole() -> None:
    kept: list[RecordedSpan] = []
    record = recording(kept, 0.0)
    record()
    assert names(kept) == []
    record(call=ERROR)
    assert names(kept) == ["call", "invocation"]
    record(invocation=ERROR)
    assert names(kept) == ["call", "invocation"] * 2


def test_a_share_of_the_traces_is_kept_whole() -> None:
    kept: list[RecordedSpan] = []
    record = recording(kept, 0.5)
    for _ in range(400):
        record()
    calls, invocations = (trace_ids(kept, name) for name in ("call", "invocation"))
    assert calls == invocations
    assert 120 < len(calls) < 280


def test_which_traces_follows_from_their_ids_alone() -> None:
    """Those in the lower part, as OpenTelemetry's own sampler by ratio has it."""
    kept: list[RecordedSpan] = []
    record = recording(kept, 0.5)
    for _ in range(100):
        record()
    assert all(trace_id % 2**64 < 2**63 for trace_id in trace_ids(kept, "call"))


def test_calls_whose_invocation_never_ends_are_forgotten() -> None:
    kept: list[RecordedSpan] = []
    sampling = TailSampling(kept.append, 0.0)
    tracer = Spans(sampling).get_tracer("test")
    for _ in range(MOST_TRACES + 10):
        tracer.start_span("call", kind=SpanKind.CLIENT).end()
    assert sampling.waiting == MOST_TRACES

"""Spans, recorded behind OpenTelemetry's API at a quarter of what its SDK takes (docs/adr/0009)."""

from collections.abc import Callable, Mapping
from random import Random
from time import time_ns
from typing import Any

from opentelemetry.context import Context
from opentelemetry.trace import (
    NonRecordingSpan,
    NoOpTracer,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
    TracerProvider,
    get_current_span,
)
from opentelemetry.util.types import AttributeValue

_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_random = Random()  # noqa: S311 - of ids, which keep no secret


class RecordedSpan(NonRecordingSpan):
    """A span in plain fields, times in nanoseconds. Exceptions are not recorded: their texts are foreign."""

    def __init__(
        self,
        name: str,
        kind: SpanKind,
        parent: SpanContext,
        attributes: Mapping[str, Any] | None,
        finished: "Finished",
    ) -> None:
        trace_id = parent.trace_id if parent.is_valid else _random.getrandbits(128)
        super().__init__(SpanContext(trace_id, _random.getrandbits(64), False, _SAMPLED, parent.trace_state))
        self.name = name
        self.kind = kind
        self.parent = parent
        self.attributes: dict[str, Any] = dict(attributes or {})
        self.events: list[tuple[int, str, Mapping[str, Any]]] = []
        self.failed = False
        self.started = time_ns()
        self.ended = 0
        self._finished = finished

    def is_recording(self) -> bool:
        return not self.ended

    def set_attributes(self, attributes: Mapping[str, AttributeValue]) -> None:
        self.attributes.update(attributes)

    def set_attribute(self, key: str, value: AttributeValue) -> None:
        self.attributes[key] = value

    def add_event(
        self, name: str, attributes: Mapping[str, Any] | None = None, timestamp: int | None = None
    ) -> None:
        self.events.append((timestamp or time_ns(), name, attributes or {}))

    def set_status(self, status: Status | StatusCode, description: str | None = None) -> None:
        code = status.status_code if isinstance(status, Status) else status
        self.failed = code is StatusCode.ERROR

    def end(self, end_time: int | None = None) -> None:
        if not self.ended:
            self.ended = end_time or time_ns()
            self._finished(self)


Finished = Callable[[RecordedSpan], None]


class Spans(TracerProvider):
    """Hands every span to `finished` when it ends, a caller's sampling decision notwithstanding."""

    def __init__(self, finished: Finished) -> None:
        self._tracer = _Tracer(finished)

    def get_tracer(self, *_: Any, **__: Any) -> Tracer:
        return self._tracer


class _Tracer(NoOpTracer):
    def __init__(self, finished: Finished) -> None:
        self._finished = finished

    def start_span(
        self,
        name: str,
        context: Context | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: Mapping[str, Any] | None = None,
        *_: Any,
        **__: Any,
    ) -> Span:
        parent = get_current_span(context).get_span_context()
        return RecordedSpan(name, kind, parent, attributes, self._finished)

"""Sampling once it is known how a trace went: a share of all traces, and every one with an error."""

from cachetools import LRUCache
from opentelemetry.trace import SpanKind

from shared.telemetry.spans import Finished, RecordedSpan

MOST_TRACES = 2_048
_ALL = 2**64


class TailSampling:
    """Hands on the spans of the traces that are kept.

    The share is decided by the trace id, so that all function apps keep the same traces. The spans of
    upstream calls wait for their invocation's, which ends last; those of MOST_TRACES traces at a time.
    """

    def __init__(self, kept: Finished, ratio: float) -> None:
        self._kept = kept
        self._bound = round(ratio * _ALL)
        self._waiting: LRUCache[int, list[RecordedSpan]] = LRUCache(MOST_TRACES)

    def __call__(self, span: RecordedSpan) -> None:
        trace_id = span.get_span_context().trace_id
        if trace_id % _ALL < self._bound:
            self._kept(span)
        elif span.kind is SpanKind.CLIENT:
            self._waiting.setdefault(trace_id, []).append(span)
        else:
            self._decide([*self._waiting.pop(trace_id, ()), span])

    @property
    def waiting(self) -> int:
        """How many traces are not decided yet; for tests."""
        return len(self._waiting)

    def _decide(self, spans: list[RecordedSpan]) -> None:
        if any(span.failed for span in spans):
            for span in spans:
                self._kept(span)

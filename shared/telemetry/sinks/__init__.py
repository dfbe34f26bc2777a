"""Where telemetry goes."""

from collections.abc import Sequence
from typing import Protocol

from shared.telemetry.points import Metric
from shared.telemetry.spans import RecordedSpan


class Sink(Protocol):
    """Called by one thread, which may block; raises what keeps it from sending."""

    span_seconds: float
    metric_seconds: float

    def send_spans(self, spans: Sequence[RecordedSpan]) -> None: ...
    def send_metrics(self, metrics: Sequence[Metric]) -> None: ...

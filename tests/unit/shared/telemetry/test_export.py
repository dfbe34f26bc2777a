"""The thread that sends: whatever becomes of the receiver, nothing waits for it and little is lost."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from shared.settings import TelemetrySettings
from shared.telemetry.export import MOST_AT_ONCE, MOST_SPANS, Export, sink_of
from shared.telemetry.points import Metric
from shared.telemetry.sinks.azure_monitor import AzureMonitor
from shared.telemetry.sinks.otlp import Otlp
from shared.telemetry.spans import RecordedSpan


@dataclass
class Memory:
    """A sink that remembers, after it has refused so many times."""

    refusals: int = 0
    span_seconds: float = 0.001
    metric_seconds: float = 0.001
    batches: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)

    def send_spans(self, spans: Sequence[RecordedSpan]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise ConnectionError("nobody is there")
        self.batches.append(len(spans))
        self.names += [span.name for span in spans]

    def send_metrics(self, metrics: Sequence[Metric]) -> None:
        self.metrics += metrics


def record(export: Export, spans: int) -> None:
    tracer = export.spans.get_tracer("test")
    for number in range(spans):
        tracer.start_span(str(number)).end()


def test_what_is_recorded_has_been_sent_when_it_has_stopped() -> None:
    sink = Memory(span_seconds=60)
    export = Export(sink)
    export.start()
    record(export, MOST_AT_ONCE + 1)
    export.points.get_meter("test").create_counter("made").add(3)
    export.stop()
    assert sink.batches == [MOST_AT_ONCE, 1]
    assert sink.names == [str(number) for number in range(MOST_AT_ONCE + 1)]
    assert [metric.name for metric in sink.metrics] == ["made"]


def test_spans_that_were_refused_are_sent_again_in_order(caplog: pytest.LogCaptureFixture) -> None:
    sink = Memory(refusals=3)
    export = Export(sink)
    record(export, 5)
    export.start()
    deadline = time.monotonic() + 5
    while not sink.names and time.monotonic() < deadline:
        time.sleep(0.001)
    export.stop()
    assert sink.names == ["0", "1", "2", "3", "4"]
    complaints = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert complaints == ["telemetry cannot be sent: ConnectionError('nobody is there')"]


def test_the_newest_spans_are_kept_when_nobody_takes_them(caplog: pytest.LogCaptureFixture) -> None:
    sink = Memory()
    export = Export(sink)
    record(export, MOST_SPANS + 7)
    export.start()
    export.stop()
    assert (len(sink.names), sink.names[0]) == (MOST_SPANS, "7")
    assert "7 spans found no place in the queue" in caplog.text


def test_where_telemetry_goes_follows_from_the_settings() -> None:
    assert isinstance(sink_of(TelemetrySettings("http://monitor.test", "", 1.0), "portico-mobile"), Otlp)
    azure = TelemetrySettings("", "InstrumentationKey=1", 1.0)
    assert isinstance(sink_of(azure, "portico-mobile"), AzureMonitor)

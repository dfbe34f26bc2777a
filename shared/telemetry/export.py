"""The way out: a thread that sends what was recorded, behind a bounded queue that no request waits for."""

import atexit
import logging
from collections import deque
from threading import Event, Thread
from time import monotonic
from uuid import uuid4

from opentelemetry import metrics, trace

from shared.settings import TelemetrySettings
from shared.telemetry.points import Points
from shared.telemetry.sinks import Sink
from shared.telemetry.sinks.azure_monitor import AzureMonitor
from shared.telemetry.sinks.otlp import Otlp
from shared.telemetry.spans import RecordedSpan, Spans
from shared.telemetry.tail_sampling import TailSampling

MOST_SPANS, MOST_AT_ONCE = 8_192, 1_024
QUIET_SECONDS = 60.0
STOP_SECONDS = 5.0
_log = logging.getLogger("portico.telemetry")


def start(settings: TelemetrySettings, service: str) -> None:
    """Record the spans and metrics of this process, and send them under this service's name until it ends."""
    export = Export(sink_of(settings, service), settings.trace_ratio)
    trace.set_tracer_provider(export.spans)
    metrics.set_meter_provider(export.points)
    atexit.register(export.stop)
    export.start()


def sink_of(settings: TelemetrySettings, service: str) -> Sink:
    resource = {"service.name": service, "service.instance.id": str(uuid4())}
    if settings.connection_string:
        return AzureMonitor(settings.connection_string, resource)
    return Otlp(settings.otlp_endpoint, resource)


class Export:
    """Records into memory and empties it into a sink; a sink that fails gets the same spans again later."""

    def __init__(self, sink: Sink, trace_ratio: float = 1.0) -> None:
        self._sink = sink
        self._queue: deque[RecordedSpan] = deque(maxlen=MOST_SPANS)
        self._lost = 0
        self._quiet_until = 0.0
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="telemetry", daemon=True)
        self.points = Points()
        self.spans = Spans(self._keep if trace_ratio == 1 else TailSampling(self._keep, trace_ratio))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Sends the rest, if the sink takes it soon."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)

    def _keep(self, span: RecordedSpan) -> None:
        self._lost += len(self._queue) == MOST_SPANS
        self._queue.append(span)

    def _run(self) -> None:
        due = monotonic() + self._sink.metric_seconds
        while not self._stopping.wait(self._sink.span_seconds):
            self._send_spans()
            if monotonic() >= due:
                due = monotonic() + self._sink.metric_seconds
                self._send_metrics()
        self._send_spans()
        self._send_metrics()

    def _send_spans(self) -> None:
        while batch := [self._queue.popleft() for _ in range(min(len(self._queue), MOST_AT_ONCE))]:
            try:
                self._sink.send_spans(batch)
            except Exception as error:  # noqa: BLE001 - whatever it is must not end the thread
                self._queue.extendleft(reversed(batch))
                self._complain(error)
                return
        if self._lost:
            _log.warning("%d spans found no place in the queue", self._lost)
            self._lost = 0

    def _send_metrics(self) -> None:
        try:
            if collected := self.points.collect():
                self._sink.send_metrics(collected)
        except Exception as error:  # noqa: BLE001 - as above
            self._complain(error)

    def _complain(self, error: Exception) -> None:
        if monotonic() >= self._quiet_until:
            self._quiet_until = monotonic() + QUIET_SECONDS
            _log.warning("telemetry cannot be sent: %r", error)

"""Where spans and metrics go when the gateway is a process of its own: to a monitor, by OTLP over HTTP."""

from collections.abc import Callable
from uuid import uuid4

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.json.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

SPAN_MILLISECONDS, METRIC_MILLISECONDS = 500, 5_000
TIMEOUT_SECONDS = 2.0
# Few at a time: with 512, whoever asked meanwhile waited 10 ms and more for the interpreter.
SPANS_AT_ONCE = 64


def record(endpoint: str) -> Callable[[], None]:
    """Every request, a caller's sampling decision notwithstanding; call what it returns to send the rest."""
    resource = Resource({"service.name": "portico-gateway", "service.instance.id": str(uuid4())})
    stop_spans, stop_metrics = _record_spans(endpoint, resource), _record_metrics(endpoint, resource)

    def stop() -> None:
        stop_spans()
        stop_metrics()

    return stop


def _record_spans(endpoint: str, resource: Resource) -> Callable[[], None]:
    exporter = OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=TIMEOUT_SECONDS)
    provider = TracerProvider(sampler=ALWAYS_ON, resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(
        BatchSpanProcessor(
            exporter, schedule_delay_millis=SPAN_MILLISECONDS, max_export_batch_size=SPANS_AT_ONCE
        )
    )
    trace.set_tracer_provider(provider)
    return provider.shutdown


def _record_metrics(endpoint: str, resource: Resource) -> Callable[[], None]:
    exporter = OTLPMetricExporter(
        f"{endpoint}/v1/metrics",
        timeout=TIMEOUT_SECONDS,
        preferred_temporality={Histogram: AggregationTemporality.DELTA},
    )
    reader = PeriodicExportingMetricReader(exporter, export_interval_millis=METRIC_MILLISECONDS)
    provider = MeterProvider(
        [reader], resource, shutdown_on_exit=False, exemplar_filter=AlwaysOffExemplarFilter()
    )
    metrics.set_meter_provider(provider)
    return provider.shutdown

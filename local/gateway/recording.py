"""Where spans go when the gateway runs as a process of its own."""

from pathlib import Path

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

EXPORT_MILLISECONDS = 500


def record_spans(path: Path) -> TracerProvider:
    """Append every span, a caller's sampling decision notwithstanding, to a file of JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sink = path.open("a", buffering=1, encoding="utf-8")
    exporter = ConsoleSpanExporter(out=sink, formatter=json_line)
    provider = TracerProvider(
        sampler=ALWAYS_ON, resource=Resource.create({"service.name": "portico-gateway"})
    )
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=EXPORT_MILLISECONDS))
    trace.set_tracer_provider(provider)
    return provider


def json_line(span: ReadableSpan) -> str:
    return f"{span.to_json(indent=None)}\n"

"""Spans as lines of JSON."""

import json

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from local.gateway.recording import json_line


def test_span_is_one_line() -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    provider.get_tracer("test").start_span("GET /a", attributes={"note": "two\nlines"}).end()
    line = json_line(exporter.get_finished_spans()[0])
    assert (line.count("\n"), json.loads(line)["name"]) == (1, "GET /a")

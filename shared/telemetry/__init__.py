"""Spans and metrics of a function app, W3C trace context in and out, and its log as JSON.

The code speaks only the OpenTelemetry API: without an exporter it costs next to nothing and the trace id
still travels. What is recorded under which name: docs/adr/0009-telemetry.md.
"""

import uuid

from opentelemetry import trace

from shared.settings import Settings
from shared.telemetry.invocation import Function, Invocation, current
from shared.telemetry.traced_transport import TracedTransport
from shared.telemetry.upstream_call import BREAKER, JOINED, RESEND_COUNT, UpstreamCall

__all__ = [
    "BREAKER",
    "JOINED",
    "RESEND_COUNT",
    "Function",
    "Invocation",
    "TracedTransport",
    "UpstreamCall",
    "current",
    "start",
    "trace_id",
]


def start(settings: Settings) -> None:
    """Export spans and metrics and write the log as JSON, where the settings name somewhere to export to."""
    if settings.telemetry.otlp_endpoint or settings.telemetry.connection_string:
        # Only paid for by an app that exports.
        from shared.telemetry import export, logs  # noqa: PLC0415

        export.start(settings.telemetry, f"portico-{'-'.join(settings.channels)}")
        logs.write_json()


def trace_id() -> str:
    """The current request's trace id, 32 hexadecimal digits; a fresh one outside any trace."""
    span = trace.get_current_span().get_span_context()
    return trace.format_trace_id(span.trace_id) if span.is_valid else uuid.uuid4().hex

"""Spans of a function app: one per invocation, one per upstream call; W3C trace context in and out.

The code speaks only the OpenTelemetry API. Without a sink the spans cost next to nothing and the trace id
still travels.
"""

import json
import uuid
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from opentelemetry import context, trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

_tracer = trace.get_tracer("portico.bff")
_propagator = TraceContextTextMapPropagator()


def start(settings: Settings) -> None:
    """Send spans where the settings say; nowhere when they say nothing."""
    if settings.spans_file:
        write_spans_to(settings.spans_file, f"portico-{'-'.join(settings.channels)}")


def write_spans_to(path: Path, service: str) -> None:
    """Append every finished span to a file, one JSON document a line."""
    # Imported here: the SDK is only paid for by an app that was given a sink.
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter  # noqa: PLC0415

    lines = path.open("a", buffering=1, encoding="utf-8")  # line buffered: several processes append to it
    exporter = ConsoleSpanExporter(out=lines, formatter=lambda span: _line(span, service))
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)


def _line(span: "ReadableSpan", service: str) -> str:
    """The members of the SDK's own `to_json` at a tenth of its cost: it shares a thread with requests."""
    own, parent = span.get_span_context(), span.parent
    document = {
        "name": span.name,
        "context": {
            "trace_id": f"0x{own.trace_id:032x}" if own else None,
            "span_id": f"0x{own.span_id:016x}" if own else None,
        },
        "kind": str(span.kind),
        "parent_id": f"0x{parent.span_id:016x}" if parent else None,
        "start_time": _iso(span.start_time),
        "end_time": _iso(span.end_time),
        "status": {"status_code": span.status.status_code.name},
        "attributes": dict(span.attributes or {}),
        "events": [event.name for event in span.events],
        "resource": {"attributes": {"service.name": service}},
    }
    return json.dumps(document) + "\n"


def _iso(nanoseconds: int | None) -> str:
    return datetime.fromtimestamp((nanoseconds or 0) / 1e9, UTC).isoformat()


@contextmanager
def invocation(name: str, channel: str, headers: Mapping[str, str]) -> Iterator[Span]:
    """The server span of one invocation, a child of the caller's `traceparent`."""
    attributes = {"portico.channel": channel, "faas.invoked_name": name}
    parent = _propagator.extract(headers)
    span = _tracer.start_span(name, context=parent, kind=SpanKind.SERVER, attributes=attributes)
    token = context.attach(trace.set_span_in_context(span, parent))
    try:
        yield span
    finally:
        context.detach(token)
        span.end()


@contextmanager
def upstream_call(service: str, method: str, headers: MutableMapping[str, str]) -> Iterator[Span]:
    """The client span of one upstream call; writes its `traceparent` into the headers to be sent.

    It is never made current, since nothing below it makes spans: that would cost as much again.
    """
    attributes = {"peer.service": service, "http.request.method": method}
    span = _tracer.start_span(f"{method} {service}", kind=SpanKind.CLIENT, attributes=attributes)
    context = span.get_span_context()
    if context.is_valid:
        headers["traceparent"] = (
            f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
        )
    try:
        yield span
    except BaseException:
        span.set_status(Status(StatusCode.ERROR))
        raise
    finally:
        span.end()


def answered(span: Span, status: int) -> None:
    """Record the status a request was answered with."""
    span.set_attribute("http.response.status_code", status)
    if status >= 500:  # noqa: PLR2004 - semantic conventions: only 5xx is a server's error
        span.set_status(Status(StatusCode.ERROR))


def trace_id() -> str:
    """The current request's trace id, 32 hexadecimal digits; a fresh one outside any trace."""
    current = trace.get_current_span().get_span_context()
    return trace.format_trace_id(current.trace_id) if current.is_valid else uuid.uuid4().hex

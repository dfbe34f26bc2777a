"""OpenTelemetry spans of the gateway and the W3C trace context that travels with a request."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID, uuid4

from opentelemetry import trace
from opentelemetry.context import Context as TraceContext
from opentelemetry.trace import Span, SpanContext, SpanKind, StatusCode, format_span_id, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from local.gateway.context import Headers

TRACEPARENT = "traceparent"
TRACESTATE = "tracestate"
_propagator = TraceContextTextMapPropagator()
# A proxy until a provider is set, so that it can be made here.
_tracer = trace.get_tracer("portico.gateway")


def parent_of(headers: Headers) -> TraceContext:
    """The trace context that a request carries; an empty one if it carries none that is valid.

    A later version of the header begins a trace anew, as the policies take it.
    """
    carrier: Mapping[str, str] = {
        name: value for name in (TRACEPARENT, TRACESTATE) if (value := headers.get(name)) is not None
    }
    known = carrier.get(TRACEPARENT, "").startswith("00-")
    return _propagator.extract(carrier, TraceContext()) if known else TraceContext()


def has_parent(parent: TraceContext) -> bool:
    return trace.get_current_span(parent).get_span_context().is_valid


def start_server_span(name: str, attributes: Mapping[str, str], parent: TraceContext) -> Span:
    return _tracer.start_span(name, parent, SpanKind.SERVER, attributes)


@contextmanager
def section_span(name: str, server: Span) -> Iterator[Span]:
    """A section of the policies, within a request's server span."""
    span = _tracer.start_span(name, trace.set_span_in_context(server), SpanKind.INTERNAL)
    try:
        yield span
    finally:
        span.end()


def failed(span: Span, reason: str) -> None:
    span.set_attribute("error.type", reason)
    span.set_status(StatusCode.ERROR)


def start_client_span(name: str, server: Span, attributes: Mapping[str, str | int]) -> Span:
    return _tracer.start_span(name, trace.set_span_in_context(server), SpanKind.CLIENT, attributes)


def request_id(span: Span, parent: TraceContext) -> UUID:
    """The id of the trace that begins with this request; a new one where it continues a trace of others."""
    context = span.get_span_context()
    return uuid4() if has_parent(parent) or not context.is_valid else UUID(int=context.trace_id)


def traceparent(context: SpanContext) -> str | None:
    """The header that continues this span elsewhere; None where no tracing is set up."""
    if not context.is_valid:
        return None
    flags = f"{int(context.trace_flags):02x}"
    return f"00-{format_trace_id(context.trace_id)}-{format_span_id(context.span_id)}-{flags}"

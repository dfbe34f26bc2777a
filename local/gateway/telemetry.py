"""OpenTelemetry spans of the gateway and the W3C trace context that travels with a request."""

import secrets
from collections.abc import Mapping
from uuid import UUID, uuid4

from opentelemetry import trace
from opentelemetry.context import Context as TraceContext
from opentelemetry.trace import Span, SpanContext, SpanKind, format_span_id, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from local.gateway.context import Headers

TRACEPARENT = "traceparent"
TRACESTATE = "tracestate"
_propagator = TraceContextTextMapPropagator()
# A proxy until a provider is set, so that it can be made here.
_tracer = trace.get_tracer("portico.gateway")


def parent_of(headers: Headers) -> TraceContext:
    """The trace context that a request carries; an empty one if it carries none that is valid."""
    carrier: Mapping[str, str] = {
        name: value for name in (TRACEPARENT, TRACESTATE) if (value := headers.get(name)) is not None
    }
    return _propagator.extract(carrier, TraceContext())


def has_parent(parent: TraceContext) -> bool:
    return trace.get_current_span(parent).get_span_context().is_valid


def start_server_span(name: str, attributes: Mapping[str, str], parent: TraceContext) -> Span:
    return _tracer.start_span(name, parent, SpanKind.SERVER, attributes)


def start_client_span(name: str, server: Span, attributes: Mapping[str, str | int]) -> Span:
    return _tracer.start_span(name, trace.set_span_in_context(server), SpanKind.CLIENT, attributes)


def adopt(headers: Headers, span: Span, parent: TraceContext) -> UUID:
    """Show the policies this request's trace context, and return the request id.

    A request that begins a trace has the trace's id as its own; one that continues a trace, which others
    share, gets a new one.
    """
    context = span.get_span_context()
    continued = has_parent(parent)
    if not continued:
        headers.delete(TRACESTATE)
    trace_id = context.trace_id if context.is_valid else secrets.randbits(128) or 1
    headers.set(TRACEPARENT, traceparent(context) or _new_traceparent(trace_id))
    return uuid4() if continued else UUID(int=trace_id)


def traceparent(context: SpanContext) -> str | None:
    """The header that continues this span elsewhere; None where no tracing is set up."""
    if not context.is_valid:
        return None
    flags = f"{int(context.trace_flags):02x}"
    return f"00-{format_trace_id(context.trace_id)}-{format_span_id(context.span_id)}-{flags}"


def _new_traceparent(trace_id: int) -> str:
    return f"00-{format_trace_id(trace_id)}-{format_span_id(secrets.randbits(64) or 1)}-00"

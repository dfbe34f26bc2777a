"""OpenTelemetry spans and metrics of the gateway, and the W3C trace context that travels with a request."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID, uuid4

from opentelemetry import metrics, trace
from opentelemetry.context import Context as TraceContext
from opentelemetry.trace import Span, SpanContext, SpanKind, StatusCode, format_span_id, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from local.gateway.context import Headers

TRACEPARENT = "traceparent"
TRACESTATE = "tracestate"
_propagator = TraceContextTextMapPropagator()
# Proxies until providers are set, so that they can be made here.
_tracer = trace.get_tracer("portico.gateway")
_meter = metrics.get_meter("portico.gateway")
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
BYTES = (1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
_duration = _meter.create_histogram(
    "http.server.request.duration", "s", explicit_bucket_boundaries_advisory=SECONDS
)
_delivered = _meter.create_histogram(
    "http.server.response.body.size", "By", explicit_bucket_boundaries_advisory=BYTES
)
BY_CHANNEL = ("portico.channel",)
BY_OUTCOME = (*BY_CHANNEL, "http.route", "http.request.method", "http.response.status_code", "portico.cache")


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


def measure(told: Mapping[str, AttributeValue], size: int, seconds: float) -> None:
    """A request in the metrics: what its span tells of it, the bytes delivered and how long it took."""
    _duration.record(seconds, {name: told[name] for name in BY_OUTCOME if name in told})
    _delivered.record(size, {name: told[name] for name in BY_CHANNEL if name in told})


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

"""One invocation of a function: its span, and its points in the metrics."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from time import perf_counter
from typing import Protocol, Self

from opentelemetry import context, trace
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from shared.problems import Overloaded
from shared.telemetry import metrics

_tracer = trace.get_tracer("portico.bff")
_propagator = TraceContextTextMapPropagator()
_current: ContextVar["Invocation | None"] = ContextVar("invocation", default=None)


def current() -> "Invocation | None":
    """The invocation that this is a part of, if any."""
    return _current.get()


@dataclass(frozen=True)
class Function:
    """A function of a channel; `route` as clients know it: `/mobile/orders/{id}`."""

    name: str
    channel: str
    method: str
    route: str

    @cached_property
    def span_attributes(self) -> Mapping[str, str]:
        """The attributes that every span of it has."""
        return {
            "portico.channel": self.channel,
            "faas.invoked_name": self.name,
            "http.route": self.route,
        }

    @cached_property
    def point_attributes(self) -> Mapping[str, str]:
        """The attributes that every point of its duration has."""
        return {
            "portico.channel": self.channel,
            "http.route": self.route,
            "http.request.method": self.method,
        }


class TraceContext(Protocol):
    """What the Functions host says of the trace that an invocation belongs to."""

    @property
    def trace_parent(self) -> str: ...
    @property
    def trace_state(self) -> str: ...


class Context(Protocol):
    """What the Functions host says of an invocation."""

    @property
    def trace_context(self) -> TraceContext: ...


class Invocation:
    """Its span is current while it lasts; what is told of it meanwhile is recorded when it is over.

    In Azure the host has made a server span of its own for the request: this one is then a part of that.
    """

    def __init__(self, function: Function, headers: Mapping[str, str], host: Context | None) -> None:
        self.function = function
        hosts = _carrier(host)
        hosted = hosts["traceparent"] not in {"", headers.get("traceparent")}
        self._kind = SpanKind.INTERNAL if hosted else SpanKind.SERVER
        self._parent = _propagator.extract(hosts if hosted else headers)
        self._status: int = HTTPStatus.INTERNAL_SERVER_ERROR.value
        self._told: dict[str, AttributeValue] = {}
        self._missing: dict[str, str] = {}
        self._stale: list[str] = []

    def __enter__(self) -> Self:
        function = self.function
        self._span = _tracer.start_span(function.name, self._parent, self._kind, function.span_attributes)
        self._attached = context.attach(trace.set_span_in_context(self._span, self._parent))
        self._entered = _current.set(self)
        self._started = perf_counter()
        return self

    def answered(self, status: int, size: int) -> None:
        """With a body of so many bytes."""
        self._status = status
        self._told["http.response.body.size"] = size

    def failed(self, code: str) -> None:
        """It is answered with the problem of this code."""
        self._told["error.type"] = code

    def caused(self, cause: str) -> None:
        """Its failure is not the caller's fault, and has this beneath it."""
        self._told["portico.cause"] = cause

    def composed(self, *, complete: bool) -> None:
        """It is answered with a screen of several parts."""
        self._told["portico.complete"] = complete

    def missing(self, part: str, reason: str) -> None:
        self._missing[part] = reason

    def stale(self, part: str) -> None:
        self._stale.append(part)

    def __exit__(self, *_: object) -> None:
        seconds = perf_counter() - self._started
        _current.reset(self._entered)
        context.detach(self._attached)
        self._end_span()
        self._measure(seconds)

    def _end_span(self) -> None:
        self._told["http.response.status_code"] = self._status
        if self._missing:
            self._told["portico.missing"] = tuple(self._missing)
        if self._stale:
            self._told["portico.stale"] = tuple(self._stale)
        self._span.set_attributes(self._told)
        if self._status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # 4xx is no error of a server's span
            self._span.set_status(StatusCode.ERROR)
        self._span.end()

    def _measure(self, seconds: float) -> None:
        metrics.invocation_duration.record(
            seconds, {**self.function.point_attributes, "http.response.status_code": self._status}
        )
        channel = {"portico.channel": self.function.channel}
        if self._told.get("error.type") == Overloaded.code:
            metrics.shed_requests.add(1, channel)
        if self._told.get("portico.complete") is False:
            for part, reason in self._missing.items():
                metrics.partial_answers.add(1, channel | {"portico.part": part, "portico.reason": reason})


def _carrier(host: Context | None) -> dict[str, str]:
    if host is None:
        return {"traceparent": "", "tracestate": ""}
    return {"traceparent": host.trace_context.trace_parent, "tracestate": host.trace_context.trace_state}

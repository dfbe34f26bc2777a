"""One call to an upstream: its span, and its points in the metrics."""

from asyncio import CancelledError
from collections.abc import Mapping, MutableMapping
from http import HTTPStatus
from time import perf_counter
from typing import Any, Self

from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.util.types import AttributeValue

from shared.problems import Problem
from shared.telemetry import metrics
from shared.telemetry.invocation import current

# What the transports note of a call in its `notes`, under the names of attributes.
BREAKER, RESEND_COUNT, JOINED = "portico.breaker", "http.request.resend_count", "portico.joined"
_NOTES = (BREAKER, RESEND_COUNT, JOINED)

_tracer = trace.get_tracer("portico.bff")


class UpstreamCall:
    """Writes its `traceparent` into the headers to be sent; `notes` are those of the request.

    Its span is never made current, since nothing below it makes spans: that would cost as much again.
    """

    def __init__(self, service: str, method: str, headers: MutableMapping[str, str]) -> None:
        self._service = {"peer.service": service}
        self._span = _tracer.start_span(
            f"{method} {service}", None, SpanKind.CLIENT, self._service | {"http.request.method": method}
        )
        self._status = 0
        self._size = 0
        self.notes: Mapping[str, Any] = {}
        span = self._span.get_span_context()
        if span.is_valid:
            headers["traceparent"] = f"00-{span.trace_id:032x}-{span.span_id:016x}-{span.trace_flags:02x}"

    def __enter__(self) -> Self:
        self._started = perf_counter()
        return self

    def answered(self, status: int, size: int) -> None:
        """With a body of so many bytes, once decoded."""
        self._status, self._size = status, size

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        seconds = perf_counter() - self._started
        if isinstance(error, CancelledError):  # for another's sake: it says nothing about the service
            self._end_span({"portico.cancelled": True}, failed=False)
            return
        outcome: dict[str, AttributeValue] = (
            {"http.response.status_code": self._status}
            if error is None
            else {"error.type": type(_beneath(error)).__name__}
        )
        self._end_span(outcome, failed=error is not None)
        metrics.call_duration.record(seconds, self._service | outcome)
        self._measure_size()

    def _end_span(self, outcome: Mapping[str, AttributeValue], *, failed: bool) -> None:
        size = {"http.response.body.size": self._size} if self._status else {}
        told = {name: self.notes[name] for name in _NOTES if name in self.notes}
        self._span.set_attributes({**outcome, **size, **told})
        if failed or self._status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._span.set_status(StatusCode.ERROR)
        self._span.end()

    def _measure_size(self) -> None:
        """What was fetched for another call and shared with this one counts there."""
        if JOINED in self.notes:
            metrics.joins.add(1, self._service)
        elif self._status:
            invocation = current()
            channel = {"portico.channel": invocation.function.channel} if invocation else {}
            metrics.bytes_fetched.record(self._size, self._service | channel)


def _beneath(error: BaseException) -> BaseException:
    """The failure beneath a problem."""
    return (error.__cause__ or error) if isinstance(error, Problem) else error

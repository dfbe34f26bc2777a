"""What a call to an upstream leaves behind: a span and points in the metrics."""

from asyncio import CancelledError
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from shared.problems import UpstreamTimeout
from shared.telemetry import BREAKER, JOINED, RESEND_COUNT, Function, Invocation, UpstreamCall
from tests.points import Point

HOME = Function("mobile_get_home", "mobile", "GET", "/mobile/home")
ORDERS = {"peer.service": "orders"}

Points = Callable[[], list[Point]]


def call(status: int = 200, notes: Mapping[str, object] | None = None) -> None:
    with UpstreamCall("orders", "GET", {}) as made:
        made.notes = notes or {}
        made.answered(status, 19_000)


def attributes_of(spans: InMemorySpanExporter) -> Mapping[str, Any]:
    (span,) = spans.get_finished_spans()
    assert (span.name, span.kind) == ("GET orders", SpanKind.CLIENT)
    return dict(span.attributes or {})


def test_an_answer_is_told_with_status_and_size(spans: InMemorySpanExporter) -> None:
    call()
    assert attributes_of(spans) == ORDERS | {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.response.body.size": 19_000,
    }


def test_what_transports_noted_is_told_and_nothing_else_of_the_request(spans: InMemorySpanExporter) -> None:
    call(notes={BREAKER: "half-open", RESEND_COUNT: 1, "timeout": {"read": 1.0}})
    told = attributes_of(spans)
    assert (told["portico.breaker"], told["http.request.resend_count"]) == ("half-open", 1)
    assert "timeout" not in told


def test_a_call_without_an_answer_is_told_with_the_error_beneath(
    spans: InMemorySpanExporter, points: Points
) -> None:
    with pytest.raises(UpstreamTimeout), UpstreamCall("orders", "GET", {}):
        raise UpstreamTimeout("late") from httpx.ReadTimeout("no answer in time")
    assert attributes_of(spans)["error.type"] == "ReadTimeout"
    assert spans.get_finished_spans()[0].status.status_code is StatusCode.ERROR
    (point,) = points()
    assert (point.name, point.attributes) == (
        "http.client.request.duration",
        ORDERS | {"error.type": "ReadTimeout"},
    )


@pytest.mark.parametrize(("status", "code"), [(404, StatusCode.UNSET), (503, StatusCode.ERROR)])
def test_only_an_answer_from_500_on_is_an_error(
    spans: InMemorySpanExporter, status: int, code: StatusCode
) -> None:
    call(status)
    assert spans.get_finished_spans()[0].status.status_code is code


def test_bytes_are_counted_by_channel_and_service(points: Points) -> None:
    with Invocation(HOME, {}, None):
        call()
    assert Point("http.client.response.body.size", ORDERS | {"portico.channel": "mobile"}, 19_000) in points()


def test_a_joined_call_counts_as_joined_and_its_bytes_do_not(points: Points) -> None:
    call(notes={JOINED: True})
    recorded = {point.name: point for point in points()}
    assert recorded["portico.single_flight.joins"].attributes == ORDERS
    assert "http.client.response.body.size" not in recorded


def test_its_trace_context_goes_on_upstream(spans: InMemorySpanExporter) -> None:
    headers: dict[str, str] = {}
    with UpstreamCall("orders", "GET", headers):
        pass
    (span,) = spans.get_finished_spans()
    assert span.context
    ids = f"{span.context.trace_id:032x}-{span.context.span_id:016x}"
    assert headers["traceparent"].startswith(f"00-{ids}-")


def test_a_call_that_was_called_off_says_nothing_of_the_service(
    spans: InMemorySpanExporter, points: Points
) -> None:
    with pytest.raises(CancelledError), UpstreamCall("orders", "GET", {}):
        raise CancelledError
    told = attributes_of(spans)
    assert (told["portico.cancelled"], "error.type" in told) == (True, False)
    assert spans.get_finished_spans()[0].status.status_code is StatusCode.UNSET
    assert points() == []

"""What an invocation leaves behind: a span and points in the metrics."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from shared.telemetry import Function, Invocation, current
from tests.points import Point

HOME = Function("mobile_get_home", "mobile", "GET", "/mobile/home")
TRACE_ID, GATEWAYS_SPAN, HOSTS_SPAN = (
    "0af7651916cd43dd8448eb211c80319c",
    "b7ad6b7169203331",
    "00f067aa0ba902b7",
)
FROM_THE_GATEWAY = f"00-{TRACE_ID}-{GATEWAYS_SPAN}-01"
MOBILE = {"portico.channel": "mobile"}

Points = Callable[[], list[Point]]


def given(trace_parent: str = "") -> SimpleNamespace:
    return SimpleNamespace(trace_context=SimpleNamespace(trace_parent=trace_parent, trace_state=""))


def test_an_answer_is_told_with_route_status_and_size(spans: InMemorySpanExporter) -> None:
    with Invocation(HOME, {}, given()) as invocation:
        invocation.answered(200, 1_234)
    (span,) = spans.get_finished_spans()
    assert (span.name, span.kind, span.status.status_code) == (
        "mobile_get_home",
        SpanKind.SERVER,
        StatusCode.UNSET,
    )
    assert dict(span.attributes or {}) == MOBILE | {
        "faas.invoked_name": "mobile_get_home",
        "http.route": "/mobile/home",
        "http.response.status_code": 200,
        "http.response.body.size": 1_234,
    }


def test_a_composed_answer_is_told_with_what_is_missing_and_stale(
    spans: InMemorySpanExporter, points: Points
) -> None:
    with Invocation(HOME, {}, given()) as invocation:
        invocation.missing("featured", "timeout")
        invocation.stale("users")
        invocation.composed(complete=False)
        invocation.answered(200, 10)
    attributes = spans.get_finished_spans()[0].attributes or {}
    assert attributes["portico.complete"] is False
    assert attributes["portico.missing"] == ("featured",)
    assert attributes["portico.stale"] == ("users",)
    partial = [point for point in points() if point.name == "portico.answers.partial"]
    gap = {"portico.part": "featured", "portico.reason": "timeout"}
    assert partial == [Point("portico.answers.partial", MOBILE | gap, 1)]


def test_a_part_missing_from_no_answer_makes_no_partial_answer(points: Points) -> None:
    with Invocation(HOME, {}, given()) as invocation:
        invocation.missing("featured", "timeout")
        invocation.failed("upstream_timeout")
        invocation.answered(504, 10)
    assert not [point for point in points() if point.name == "portico.answers.partial"]


def test_a_problem_is_an_error_of_the_server_from_500_on(spans: InMemorySpanExporter) -> None:
    for status, code in ((404, "not_found"), (504, "upstream_timeout")):
        with Invocation(HOME, {}, given()) as invocation:
            invocation.failed(code)
            invocation.answered(status, 10)
    refused, late = spans.get_finished_spans()
    assert [(span.attributes or {})["error.type"] for span in (refused, late)] == [
        "not_found",
        "upstream_timeout",
    ]
    assert [span.status.status_code for span in (refused, late)] == [StatusCode.UNSET, StatusCode.ERROR]


def test_a_shed_request_is_counted(points: Points) -> None:
    with Invocation(HOME, {}, given()) as invocation:
        invocation.failed("overloaded")
        invocation.answered(503, 10)
    assert Point("portico.requests.shed", MOBILE, 1) in points()


def test_durations_are_counted_by_route_and_status(points: Points) -> None:
    for status in (200, 200, 404):
        with Invocation(HOME, {}, given()) as invocation:
            invocation.answered(status, 10)
    durations = [point for point in points() if point.name == "http.server.request.duration"]
    counts = {point.attributes["http.response.status_code"]: point.count for point in durations}
    assert counts == {200: 2, 404: 1}
    named = {"portico.channel", "http.route", "http.request.method", "http.response.status_code"}
    assert {frozenset(point.attributes) for point in durations} == {frozenset(named)}


@pytest.mark.parametrize(
    ("given_by_the_host", "parent", "kind"),
    [
        ("", GATEWAYS_SPAN, SpanKind.SERVER),
        (FROM_THE_GATEWAY, GATEWAYS_SPAN, SpanKind.SERVER),
        (f"00-{TRACE_ID}-{HOSTS_SPAN}-01", HOSTS_SPAN, SpanKind.INTERNAL),
    ],
    ids=["the host says nothing", "the host passes on what came", "the host has a span of its own"],
)
def test_it_is_within_the_span_that_the_host_made_or_the_gateways(
    spans: InMemorySpanExporter, given_by_the_host: str, parent: str, kind: SpanKind
) -> None:
    with Invocation(HOME, {"traceparent": FROM_THE_GATEWAY}, given(given_by_the_host)):
        pass
    (span,) = spans.get_finished_spans()
    assert span.parent
    assert (f"{span.parent.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE_ID, parent)
    assert span.kind is kind


def test_it_is_current_as_long_as_it_lasts() -> None:
    with Invocation(HOME, {}, given()) as invocation:
        assert current() is invocation
    assert current() is None

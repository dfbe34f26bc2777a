"""Recorded flows as an on-call person sees them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from local.monitor.errors import Unknown
from local.monitor.history import History
from local.monitor.reports import failures, find_trace, newest_requests
from local.monitor.request_summary import RequestSummary
from local.monitor.span import Event, Span
from local.monitor.trace import Trace

Receive = Callable[..., Any]


@pytest.fixture
async def summaries(history: History, receive: Receive) -> dict[str, RequestSummary]:
    names = ("a", "b", "c", "refused", "dead", "shed")
    await receive(*names)
    return dict(zip(reversed(names), newest_requests(history, 10), strict=True))


def test_flow_a_goes_through_to_one_upstream(summaries: dict[str, RequestSummary]) -> None:
    flow = summaries["a"]
    assert (flow.method, flow.path, flow.status, flow.channel) == ("GET", "/mobile/orders", 200, "mobile")
    assert (flow.cache, flow.bff_calls, flow.upstream_calls) == ("miss", 1, 1)
    assert (flow.bytes_fetched, flow.bytes_delivered) == (18700, 424)


def test_flow_b_ends_at_the_gateway(summaries: dict[str, RequestSummary]) -> None:
    flow = summaries["b"]
    assert (flow.cache, flow.bff_calls, flow.upstream_calls, flow.bytes_fetched) == ("hit", 0, 0, 0)
    assert flow.bytes_delivered == 424


def test_flow_c_makes_many_upstream_calls(summaries: dict[str, RequestSummary]) -> None:
    flow = summaries["c"]
    assert (flow.channel, flow.cache, flow.complete) == ("desktop", "none", True)
    assert (flow.bff_calls, flow.upstream_calls) == (1, 4)


def test_a_refusal_tells_the_problem_and_reached_no_bff(summaries: dict[str, RequestSummary]) -> None:
    flow = summaries["refused"]
    assert (flow.status, flow.code, flow.bff_calls, flow.failed) == (401, "token_missing", 0, True)


def test_a_dead_service_leaves_an_answer_without_its_part(summaries: dict[str, RequestSummary]) -> None:
    flow = summaries["dead"]
    assert (flow.status, flow.complete, flow.missing, flow.failed) == (200, False, ("products",), True)


def test_a_shed_request_tells_that_the_channel_was_overloaded(summaries: dict[str, RequestSummary]) -> None:
    flow = summaries["shed"]
    assert (flow.status, flow.code, flow.upstream_calls) == (503, "overloaded", 0)


async def test_failures_are_counted_by_what_they_have_in_common(history: History, receive: Receive) -> None:
    await receive("a", "refused", "dead", "shed")
    told = {(group.code, group.count): group.cause for group in failures(history, 100)}
    assert told == {
        ("token_missing", 1): "portico-gateway inbound: TokenNotPresent",
        ("incomplete", 1): "portico-desktop GET products: ReadError",
        ("overloaded", 1): "portico-mobile mobile_list_orders: overloaded",
    }


REQUEST = Span(
    "a" * 32,
    "1" * 16,
    None,
    "portico-gateway",
    "GET /mobile/orders",
    "server",
    1,
    9,
    True,
    {"http.request.method": "GET", "http.route": "/mobile/orders", "http.response.status_code": 502},
)
INVOCATION = replace(
    REQUEST,
    span_id="2" * 16,
    parent_id=REQUEST.span_id,
    service="portico-mobile",
    name="mobile_list_orders",
    attributes={
        "faas.invoked_name": "mobile_list_orders",
        "http.response.status_code": 502,
        "error.type": "upstream_failed",
        "portico.cause": "StoreUnavailable('the session store')",
    },
)
TOKEN_CALL = replace(
    INVOCATION,
    span_id="3" * 16,
    parent_id=INVOCATION.span_id,
    name="POST identity",
    kind="client",
    attributes={"peer.service": "identity", "error.type": "ConnectTimeout", "http.response.body.size": 9},
)


def test_a_failure_above_all_calls_is_told_with_what_is_beneath_it(history: History) -> None:
    history.spans.add([REQUEST, INVOCATION])
    (group,) = failures(history, 10)
    assert group.cause == "portico-mobile mobile_list_orders: StoreUnavailable('the session store')"


def test_the_identity_provider_is_named_and_is_no_upstream(history: History) -> None:
    history.spans.add([REQUEST, INVOCATION, TOKEN_CALL])
    (group,) = failures(history, 10)
    assert group.cause == "portico-mobile POST identity: ConnectTimeout"
    (request,) = newest_requests(history, 1)
    assert (request.upstream_calls, request.bytes_fetched) == (0, 0)


def test_a_refusal_of_the_gateway_is_told_in_the_policys_words(history: History) -> None:
    said = {
        "message": "answered insufficient_scope",
        "code": "insufficient_scope",
        "detail": "Needs: orders.read",
    }
    refused = {**REQUEST.attributes, "http.response.status_code": 403}
    history.spans.add([replace(REQUEST, attributes=refused, events=(Event("trace", said),))])
    (group,) = failures(history, 10)
    assert (group.code, group.cause) == (
        "insufficient_scope",
        "portico-gateway GET /mobile/orders: Needs: orders.read",
    )


def spans_in(trace: Trace) -> int:
    return sum(map(len, trace.trees()))


async def test_a_trace_is_found_by_its_beginning(history: History, receive: Receive) -> None:
    await receive("a", "b")
    assert spans_in(find_trace(history, "b41f")) == 8
    assert spans_in(find_trace(history, "B41FEA33C39FA62D53B8812C572BE3D2")) == 8
    assert spans_in(find_trace(history, "last")) == 4


@pytest.mark.parametrize("wanted", ["", "b41", "g41fea", "b41fea33c39fa62d53b8812c572be3d2a", "%%%%", "cafe"])
async def test_a_trace_that_is_not_there_is_unknown(history: History, receive: Receive, wanted: str) -> None:
    await receive("a")
    with pytest.raises(Unknown, match="no trace is known that begins with"):
        find_trace(history, wanted)


async def test_a_beginning_of_two_traces_is_refused(history: History, receive: Receive) -> None:
    await receive("a")
    history.spans.add(replace(span, trace_id=f"b41f{28 * '0'}") for span in history.spans.newest_requests(1))
    with pytest.raises(Unknown, match="several traces begin with 'b41f'"):
        find_trace(history, "b41f")


def test_nothing_is_last_of_nothing(history: History) -> None:
    with pytest.raises(Unknown, match="no request has been recorded yet"):
        find_trace(history, "last")

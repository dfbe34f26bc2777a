"""What is counted and measured of each request, and what is told of nobody."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from local.stack.directory import read_directory
from tests.points import Point
from tests.system.conftest import Portico

CLIENT_SPAN = "b7ad6b7169203331"
Points = Callable[[], list[Point]]


def of(points: list[Point], name: str, **attributes: object) -> list[Point]:
    """Those of this name that have these attributes, written with `_` for `.`."""
    wanted = {key.replace("_", "."): value for key, value in attributes.items()}
    return [point for point in points if point.name == name and _has(point.attributes, wanted)]


def _has(attributes: Mapping[str, Any], wanted: Mapping[str, object]) -> bool:
    return {key.replace("_", "."): value for key, value in attributes.items()}.items() >= wanted.items()


async def test_a_request_without_a_valid_trace_gets_one(
    portico: Portico, spans: InMemorySpanExporter
) -> None:
    for traceparent in ("", "rubbish", f"00-{'0' * 32}-{CLIENT_SPAN}-01"):
        spans.clear()
        answer = await portico.get("/mobile/orders", traceparent=traceparent)
        (span,) = [span for span in spans.get_finished_spans() if span.name == "GET /mobile/orders"]
        assert span.context
        assert f"{span.context.trace_id:032x}" == answer.headers["X-Correlation-Id"]


async def test_the_gateway_measures_every_request_by_outcome_and_cache_result(
    portico: Portico, points: Points
) -> None:
    for login in ("alice", "alice", None):
        await portico.get("/mobile/orders", login)
    counted = of(points(), "http.server.request.duration", http_route="/mobile/orders")
    by_outcome = {
        (point.attributes["http.response.status_code"], point.attributes["portico.cache"]): point.count
        for point in counted
        if "portico.cache" in point.attributes
    }
    assert by_outcome == {(200, "miss"): 1, (200, "hit"): 1, (401, "none"): 1}


async def test_bytes_fetched_stand_against_bytes_delivered(portico: Portico, points: Points) -> None:
    answer = await portico.get("/mobile/orders")
    recorded = points()
    (delivered,) = of(recorded, "http.server.response.body.size", portico_channel="mobile")
    (fetched,) = of(recorded, "http.client.response.body.size", peer_service="orders")
    assert delivered.value == int(answer.headers["Content-Length"])
    assert fetched.value > 8 * delivered.value
    assert fetched.attributes["portico.channel"] == "mobile"


async def test_a_failing_upstream_is_seen_from_both_sides(portico: Portico, points: Points) -> None:
    await portico.get("/mobile/home")
    portico.clock.advance(61)
    points()
    await portico.fault("products", kind="fail", status=500)
    await portico.get("/mobile/home")
    recorded = points()
    (failed,) = of(recorded, "http.client.request.duration", peer_service="products")
    assert failed.attributes["http.response.status_code"] == 500
    (partial,) = of(recorded, "portico.answers.partial")
    assert partial.attributes == {
        "portico.channel": "mobile",
        "portico.part": "featured",
        "portico.reason": "unavailable",
    }


async def test_a_circuit_that_opens_and_closes_is_counted(portico: Portico, points: Points) -> None:
    await portico.fault("orders", kind="fail", status=500)
    for _ in range(20):
        await portico.get("/mobile/orders")
    await portico.repair("orders")
    portico.clock.advance(5)
    await portico.get("/mobile/orders")
    states = [point.attributes["portico.breaker"] for point in of(points(), "portico.breaker.transitions")]
    assert sorted(states) == ["closed", "half-open", "open"]


async def test_a_session_is_counted_from_login_to_logout(portico: Portico, points: Points) -> None:
    browser = portico.browser()
    await browser.sign_in("alice")
    await browser.fetch("POST", "/desktop/session/logout")
    events = {
        point.attributes["portico.session.event"]: point.value
        for point in of(points(), "portico.session.events")
    }
    assert events["login"] == events["logout"] == 1


@pytest.mark.parametrize("path", ["/mobile/home", "/desktop/dashboard", "/mobile/products?q=secret-word"])
async def test_nothing_tells_who_asked_for_what_with_which_token(
    portico: Portico, spans: InMemorySpanExporter, points: Points, path: str
) -> None:
    await portico.get(path)
    told = json.dumps([json.loads(span.to_json()) for span in spans.get_finished_spans()])
    told += repr(points())
    alice = next(user for user in read_directory(portico.world.layout).users if user.login == "alice")
    token = await portico.token(channel=path.split("/")[1])
    for secret in (token, token.split(".")[1], alice.id, alice.name, alice.email, "Alice", "secret-word"):
        assert secret not in told

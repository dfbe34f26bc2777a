"""Each flow as one connected trace, span by span: client, gateway, section of its policies, BFF, upstream."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.system.conftest import Portico
from tests.system.trace_tree import Node, tree

TRACE_ID, CLIENTS_SPAN = "0af7651916cd43dd8448eb211c80319c", 0xB7AD6B7169203331
TRACEPARENT = f"00-{TRACE_ID}-{CLIENTS_SPAN:016x}-01"
REFUSED = ["GET /mobile/orders SERVER", "  inbound INTERNAL", "  on-error INTERNAL"]
MOBILE_PAGE = [
    "GET /mobile/orders SERVER",
    "  inbound INTERNAL",
    "  backend INTERNAL",
    "    GET CLIENT",
    "      mobile_list_orders SERVER",
    "        GET orders CLIENT",
    "  outbound INTERNAL",
]

Spans = InMemorySpanExporter


@pytest.fixture
async def warm(portico: Portico) -> Portico:
    """Upstream tokens are there, so that no exchange of tokens is a part of what is seen."""
    await portico.get("/mobile/home")
    await portico.get("/desktop/dashboard")
    portico.clock.advance(61)  # past what the gateway and the BFFs keep
    return portico


@contextmanager
def dead(portico: Portico, service: str) -> Iterator[None]:
    """Nobody listens where the service was."""
    internet, url = portico.world.internet, portico.world.layout.url(service)
    application = internet.mounted(url)
    internet.unmount(url)
    try:
        yield
    finally:
        internet.mount(url, application)


async def traced(portico: Portico, spans: Spans, path: str, login: str | None = "alice") -> Node:
    """The trace of a request that comes with a trace of the client's."""
    spans.clear()
    await portico.get(path, login, traceparent=TRACEPARENT)
    root = tree(spans.get_finished_spans(), TRACE_ID)
    assert root.span.parent
    assert root.span.parent.span_id == CLIENTS_SPAN
    return root


def only(root: Node, name: str) -> Mapping[str, Any]:
    (node,) = root.named(name)
    return node.attributes


async def test_flow_a_a_mobile_page_is_one_call_to_one_upstream(warm: Portico, spans: Spans) -> None:
    root = await traced(warm, spans, "/mobile/orders")
    assert root.outline() == MOBILE_PAGE
    delivered = root.attributes["http.response.body.size"]
    assert root.attributes == {
        "http.request.method": "GET",
        "url.path": "/mobile/orders",
        "http.route": "/mobile/orders",
        "portico.channel": "mobile",
        "portico.operation": "list-orders",
        "portico.cache": "miss",
        "http.response.status_code": 200,
        "http.response.body.size": delivered,
    }
    assert only(root, "mobile_list_orders") == {
        "portico.channel": "mobile",
        "faas.invoked_name": "mobile_list_orders",
        "http.route": "/mobile/orders",
        "http.response.status_code": 200,
        "http.response.body.size": delivered,
    }
    call = only(root, "GET orders")
    fetched = call["http.response.body.size"]
    assert call == {
        "peer.service": "orders",
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.response.body.size": fetched,
        "portico.breaker": "closed",
    }
    assert 0 < delivered < 0.12 * fetched
    assert only(root, "backend")["portico.policies"] == ("api forward-request[1]",)
    assert not any(node.failed for _, node in root.walk())


async def test_flow_b_the_same_again_never_leaves_the_gateway(warm: Portico, spans: Spans) -> None:
    first = await traced(warm, spans, "/mobile/orders")
    again = await traced(warm, spans, "/mobile/orders")
    assert again.outline() == ["GET /mobile/orders SERVER", "  inbound INTERNAL", "  outbound INTERNAL"]
    assert again.attributes == {**first.attributes, "portico.cache": "hit"}
    assert any("cache-lookup" in policy for policy in only(again, "inbound")["portico.policies"])


async def test_flow_c_a_desktop_page_is_many_calls_to_every_upstream(warm: Portico, spans: Spans) -> None:
    root = await traced(warm, spans, "/desktop/orders")
    assert len(root.named("GET orders")) == 3
    desktop_page = [line.replace("mobile", "desktop") for line in MOBILE_PAGE]
    joins = {"        GET products CLIENT", "        GET users CLIENT"}  # either may begin first
    assert [line for line in dict.fromkeys(root.outline()) if line not in joins] == desktop_page
    assert joins < set(root.outline())
    assert root.attributes["portico.cache"] == "none"
    assert only(root, "desktop_list_orders")["portico.complete"] is True


async def test_a_refused_token_ends_in_the_gateway(warm: Portico, spans: Spans) -> None:
    root = await traced(warm, spans, "/mobile/orders", login=None)
    assert root.outline() == REFUSED
    assert (root.attributes["http.response.status_code"], root.attributes["error.type"]) == (
        401,
        "TokenNotPresent",
    )
    assert not root.failed, "a refusal is no fault of ours"
    (inbound,) = root.named("inbound")
    assert (inbound.failed, inbound.attributes["error.type"]) == (True, "TokenNotPresent")
    assert inbound.attributes["portico.policies"][-1].endswith("validate-jwt[1]")
    (event,) = root.span.events
    assert (event.name, (event.attributes or {})["code"]) == ("trace", "token_missing")


async def test_a_dead_service_that_is_optional_leaves_a_partial_answer(warm: Portico, spans: Spans) -> None:
    with dead(warm, "products"):
        root = await traced(warm, spans, "/desktop/dashboard")
    invocation = only(root, "desktop_get_dashboard")
    assert invocation["http.response.status_code"] == 200
    assert (invocation["portico.complete"], invocation["portico.missing"]) == (False, ("recommendations",))
    (call,) = root.named("GET products")
    assert call.failed
    assert call.attributes["error.type"] == "ConnectError"
    assert call.attributes["http.request.resend_count"] == 1
    assert "http.response.status_code" not in call.attributes


async def test_last_good_data_is_told_as_stale(portico: Portico, spans: Spans) -> None:
    await portico.get("/desktop/orders")
    portico.clock.advance(61)
    await portico.fault("products", kind="fail", status=500)
    invocation = only(await traced(portico, spans, "/desktop/orders"), "desktop_list_orders")
    assert (invocation["portico.complete"], invocation["portico.stale"]) == (True, ("products",))


async def test_a_dead_service_that_is_required_is_named_all_the_way(warm: Portico, spans: Spans) -> None:
    await warm.fault("orders", kind="fail", status=500)
    root = await traced(warm, spans, "/mobile/orders")
    assert root.outline() == MOBILE_PAGE
    assert [node.span.name for _, node in root.walk() if node.failed] == [
        "GET /mobile/orders",
        "mobile_list_orders",
        "GET orders",
    ]
    assert only(root, "mobile_list_orders")["error.type"] == "upstream_failed"
    assert only(root, "GET orders")["http.response.status_code"] == 500


async def test_calls_that_are_called_off_are_blamed_for_nothing(warm: Portico, spans: Spans) -> None:
    await warm.fault("orders", kind="slow", delayMs=1000)
    await warm.fault("users", kind="fail", status=500)
    root = await traced(warm, spans, "/desktop/dashboard")
    assert [node.span.name for _, node in root.walk() if node.failed][1:] == [
        "desktop_get_dashboard",
        "GET users",
    ]
    assert only(root, "desktop_get_dashboard")["error.type"] == "upstream_failed"
    assert {
        dict(node.span.attributes or {}).get("portico.cancelled") for node in root.named("GET orders")
    } == {True}


async def test_the_first_request_of_a_process_shows_its_calls_to_the_identity_provider(
    portico: Portico, spans: Spans
) -> None:
    root = await traced(portico, spans, "/mobile/orders")
    keys_and_token = ["        GET identity CLIENT"] * 3 + ["        POST identity CLIENT"]
    place = MOBILE_PAGE.index("        GET orders CLIENT")
    assert root.outline() == MOBILE_PAGE[:place] + keys_and_token + MOBILE_PAGE[place:]
    exchange = only(root, "POST identity")
    assert exchange == {
        "peer.service": "identity",
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "http.response.body.size": exchange["http.response.body.size"],
    }


async def test_a_dead_identity_provider_is_named_as_the_cause(warm: Portico, spans: Spans) -> None:
    await warm.token("bob")
    with dead(warm, "identity"):
        root = await traced(warm, spans, "/mobile/orders", login="bob")
    assert only(root, "POST identity")["error.type"] == "ConnectError"
    invocation = only(root, "mobile_list_orders")
    assert (invocation["http.response.status_code"], invocation["error.type"]) == (502, "upstream_failed")
    assert invocation["portico.cause"].startswith("ConnectError(")
    assert not root.named("GET orders")


async def test_a_session_store_that_cannot_be_used_is_named_as_the_cause(
    portico: Portico, spans: Spans, tmp_path: Path
) -> None:
    (tmp_path / "sessions.db").write_bytes(b"rubbish" * 1_000)
    portico.serve("desktop", SESSION_STORE=f"sqlite:///{tmp_path / 'sessions.db'}")
    browser = portico.browser()
    await browser.sign_in("alice")
    invocation = [span for span in spans.get_finished_spans() if span.name == "desktop_callback"][-1]
    told = dict(invocation.attributes or {})
    assert told["error.type"] == "upstream_unavailable"
    assert str(told["portico.cause"]).startswith("StoreUnavailable('the session store")


async def test_a_missing_scope_is_told_by_the_gateway(portico: Portico, spans: Spans) -> None:
    token = await portico.token(scopes=("catalog.read",))
    spans.clear()
    await portico.get("/mobile/orders", authorization=f"Bearer {token}", traceparent=TRACEPARENT)
    (event,) = tree(spans.get_finished_spans(), TRACE_ID).span.events
    said = dict(event.attributes or {})
    assert (said["code"], said["detail"]) == (
        "insufficient_scope",
        "This needs an access token with: orders.read",
    )


async def test_an_open_circuit_is_told_without_a_call(warm: Portico, spans: Spans) -> None:
    await warm.fault("orders", kind="fail", status=500)
    for _ in range(20):
        await warm.get("/mobile/orders")
    call = only(await traced(warm, spans, "/mobile/orders"), "GET orders")
    assert (call["error.type"], call["portico.breaker"]) == ("CircuitOpen", "open")


async def test_a_call_that_joins_another_says_so(warm: Portico, spans: Spans) -> None:
    spans.clear()
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(warm.get("/mobile/orders?page=2"))
    calls = [dict(span.attributes or {}) for span in spans.get_finished_spans() if span.name == "GET orders"]
    assert [call for call in calls if call.get("portico.joined")] == calls[1:]


async def test_a_shed_request_has_an_invocation_and_no_call(warm: Portico, spans: Spans) -> None:
    warm.serve("mobile", CONCURRENCY_LIMIT="1")
    await warm.get("/mobile/home")  # its own tokens
    await warm.fault("orders", kind="slow", delayMs=500)
    async with asyncio.TaskGroup() as group:
        group.create_task(warm.get("/mobile/orders"))
        shed = group.create_task(traced(warm, spans, "/mobile/products"))
    invocation = only(shed.result(), "mobile_list_products")
    assert (invocation["http.response.status_code"], invocation["error.type"]) == (503, "overloaded")
    assert not shed.result().named("GET products")

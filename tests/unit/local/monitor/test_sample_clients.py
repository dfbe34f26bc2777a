"""The phone and the browser send real requests, as whom they are told, and can be seen in the trace."""

import sys
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.monitor.access_tokens import AccessTokens
from local.monitor.errors import Refusal
from local.monitor.history import History
from local.monitor.sample_clients import Ask, SampleClients

PRINT_ARGUMENTS = (sys.executable, "-c", "import sys; print('.'.join(sys.argv[1:]))")


async def echo(request: Request) -> Response:
    headers = {
        name: request.headers.get(name) for name in ("authorization", "traceparent", "idempotency-key")
    }
    told = {"method": request.method, "target": f"{request.url.path}?{request.url.query}", "headers": headers}
    return JSONResponse(told | {"body": (await request.body()).decode()}, 201, {"X-Cache": "miss"})


@pytest.fixture
def upstream() -> Starlette:
    async def text(_: Request) -> Response:
        return Response("not json", 404)

    return Starlette(
        routes=[Route("/mobile/text", text), Route("/{path:path}", echo, methods=["GET", "POST"])]
    )


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"token_command": PRINT_ARGUMENTS}


async def ask(
    monitor: httpx.AsyncClient, client: str = "phone", path: str = "/mobile/orders", **rest: Any
) -> Any:
    answer = await monitor.post("/api/asks", json={"client": client, "path": path, **rest})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_phone_asks_with_a_token_of_its_channel(monitor: httpx.AsyncClient) -> None:
    told = await ask(monitor, login="alice", path="/mobile/orders?page=1")
    assert told["body"]["headers"]["authorization"] == "Bearer --channel.mobile.--as.alice"
    assert told["body"]["target"] == "/mobile/orders?page=1"
    assert (told["status"], told["headers"]["x-cache"]) == (201, "miss")
    assert told["size"] > 100


async def test_a_browser_asks_with_a_token_of_its_channel(monitor: httpx.AsyncClient) -> None:
    told = await ask(monitor, "browser", login="bob")
    assert told["body"]["headers"]["authorization"] == "Bearer --channel.desktop.--as.bob"


async def test_nobody_asks_without_a_token(monitor: httpx.AsyncClient) -> None:
    assert (await ask(monitor))["body"]["headers"]["authorization"] is None


async def test_an_order_has_a_key_of_its_own(monitor: httpx.AsyncClient) -> None:
    orders = [await ask(monitor, method="POST", body={"lines": []}) for _ in range(2)]
    assert orders[0]["body"]["body"] == '{"lines":[]}'
    assert len({order["body"]["headers"]["idempotency-key"] for order in orders}) == 2


async def test_the_trace_begins_at_the_client(monitor: httpx.AsyncClient, history: History) -> None:
    told = await ask(monitor, path="/mobile/orders?page=1")
    (span,) = history.spans.of_trace(told["traceId"])
    assert told["body"]["headers"]["traceparent"] == f"00-{told['traceId']}-{span.span_id}-01"
    assert (span.service, span.kind, span.name) == ("phone", "client", "GET /mobile/orders")
    assert "page" not in str(span.attributes)


async def test_an_answer_that_is_not_json_has_no_body(monitor: httpx.AsyncClient) -> None:
    told = await ask(monitor, path="/mobile/text")
    assert (told["status"], told["body"]) == (404, None)


class NobodyListens(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)


async def test_a_gateway_that_does_not_answer_is_named(history: History, clock: SimpleNamespace) -> None:
    tokens = AccessTokens((), clock.read)
    clients = SampleClients("http://gateway", tokens, history, NobodyListens(), clock.read)
    with pytest.raises(Refusal, match="the gateway at http://gateway does not answer"):
        await clients.send(Ask(client="phone", path="/mobile/orders"))

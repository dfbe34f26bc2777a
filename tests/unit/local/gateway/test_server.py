"""The ASGI application."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import httpx
import pytest

from tests.unit.local.gateway.conftest import Shop

NOT_FOUND = '{ "statusCode": 404, "message": "Resource not found" }'
TELL = '<set-header name="X-Reason"><value>@(context.LastError.Reason)</value></set-header>'


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/shop/absent"), ("PUT", "/shop/orders"), ("GET", "/shop//orders")],
)
async def test_unmatched_request_is_not_found(shop: Shop, method: str, path: str) -> None:
    shop.policy("<set-status code='200'/>")
    response = await shop.send(method, path)
    assert (response.status_code, response.text, shop.requests) == (404, NOT_FOUND, [])
    assert response.headers["Content-Type"] == "application/json"


async def test_unmatched_request_runs_on_error_of_what_did_match(shop: Shop) -> None:
    shop.everywhere = f"<policies><on-error>{TELL}</on-error></policies>"
    shop.policy(on_error='<set-header name="X-Api"><value>@(context.Api.Name)</value></set-header>')
    elsewhere, within = await shop.get("/elsewhere"), await shop.get("/shop/absent")
    assert (elsewhere.headers["X-Reason"], "X-Api" in elsewhere.headers) == ("OperationNotFound", False)
    assert (within.headers["X-Reason"], within.headers["X-Api"]) == ("OperationNotFound", "shop")


async def test_too_large_a_body_is_refused_in_on_error(shop: Shop) -> None:
    shop.policy(on_error=TELL)
    response = await shop.send("POST", body=b"x" * 1001)
    assert (response.status_code, response.headers["X-Reason"]) == (413, "RequestBodyTooLarge")
    assert (await shop.send("POST", body=b"x" * 1000)).status_code == 200


async def test_answer_without_content_has_no_length(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(304, headers={"ETag": '"1"'})
    shop.policy()
    response = await shop.get()
    assert (response.status_code, "Content-Length" in response.headers) == (304, False)


async def test_fault_of_the_gateway_itself_is_a_500(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise RuntimeError("not a transport error")

    shop.answer = fail
    shop.policy(on_error=TELL)
    response = await shop.get()
    assert (response.status_code, "not a transport error" in response.text) == (500, False)
    assert response.headers["X-Reason"] == "InternalError"
    assert "the gateway failed" in caplog.text


async def test_client_that_leaves_early_is_not_served(shop: Shop) -> None:
    shop.policy()
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/shop/orders", "headers": [], "query_string": b""}
    assert shop.gateway
    await shop.gateway(scope, receive, send)
    assert (sent, shop.requests) == ([], [])


async def test_requests_do_not_see_each_other_s_variables(shop: Shop) -> None:
    shop.policy(
        "<choose><when condition='@(context.Request.Headers.ContainsKey(\"X-Own\"))'>"
        "<set-variable name='own' value='1'/></when></choose>",
        '<set-body>@(context.Variables.ContainsKey("own").ToString())</set-body>',
    )
    async with asyncio.TaskGroup() as tasks:
        with_own = tasks.create_task(shop.get(X_Own="1"))
        without = tasks.create_task(shop.get())
    assert (with_own.result().text, without.result().text) == ("True", "False")


async def test_headers_that_the_client_nominates_are_not_received(shop: Shop) -> None:
    shop.policy(
        '<set-header name="X-Set" exists-action="override"><value>own</value></set-header>'
        '<check-header name="Authorization" failed-check-httpcode="401"'
        ' failed-check-error-message="No" ignore-case="true"/>'
    )
    nominated = {"Connection": "x-set, keep-alive", "X-Set": "spoofed", "Authorization": "Bearer x"}
    await shop.send(headers=nominated)
    assert shop.requests[0].headers["X-Set"] == "own"
    refused = await shop.send(headers=nominated | {"Connection": "authorization"})
    assert (refused.status_code, len(shop.requests)) == (401, 1)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_date_of_the_backend_is_left_to_the_server(shop: Shop, method: str) -> None:
    shop.answer = lambda request: httpx.Response(200, headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"})
    shop.policy()
    assert "Date" not in (await shop.send(method)).headers

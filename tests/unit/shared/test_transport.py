"""The way out: what goes over the wire, and httpx's interface to it."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.http.exchange import Request
from shared.transport import HttpxTransport, PooledTransport, transport_of
from tests.unit.shared.http.server import hangs, ok, raw, served


@pytest.fixture
async def transport() -> AsyncIterator[PooledTransport]:
    transport = PooledTransport()
    yield transport
    await transport.aclose()


async def test_a_request_is_sent_as_it_is(transport: PooledTransport) -> None:
    async with served(ok()) as (server, origin):
        request = Request("GET", f"{origin}/orders?a=%2F", {"authorization": "Bearer x"})
        response = await transport.send(request)
    assert (response.status, response.body) == (200, b"ok")
    assert server.requests == [
        b"GET /orders?a=%2F HTTP/1.1\r\n"
        b"host: " + origin.removeprefix("http://").encode() + b"\r\n"
        b"accept-encoding: gzip\r\n"
        b"authorization: Bearer x\r\n\r\n"
    ]


async def test_a_body_goes_with_its_length(transport: PooledTransport) -> None:
    async with served(hangs) as (server, origin):
        call = asyncio.get_running_loop().create_task(
            transport.send(Request("POST", origin, {"content-type": "text/plain"}, b"hello"))
        )
        await server.asked.wait()
        call.cancel()
    assert server.requests[0].startswith(b"POST / HTTP/1.1\r\n")
    assert b"content-length: 5\r\n" in server.requests[0]


@pytest.mark.parametrize(
    ("target", "header"),
    [("/", "x\r\nevil: 1"), ("/", "x\nevil: 1"), ("/", "x\revil"), ("/\r\nevil: 1", "x"), ("/", "naïve")],
)
async def test_no_header_or_target_can_make_another_request(
    transport: PooledTransport, target: str, header: str
) -> None:
    async with served(ok()) as (server, origin):
        with pytest.raises(httpx.LocalProtocolError):
            await transport.send(Request("GET", origin + target, {"x-key": header}))
        assert server.requests == []


async def test_redirects_are_answers(transport: PooledTransport) -> None:
    redirect = raw(b"HTTP/1.1 302 Found\r\nLocation: http://evil.test/\r\nContent-Length: 0\r\n\r\n")
    async with served(redirect) as (_, origin):
        assert (await transport.send(Request("GET", origin, {}))).status == 302


async def test_it_serves_those_who_speak_httpx(transport: PooledTransport) -> None:
    request = httpx.Request("POST", "http://identity.test/token", data={"grant_type": "x"})
    async with served(ok(b"{}", b"Content-Type: application/json")) as (server, origin):
        request.url = httpx.URL(f"{origin}/token")
        response = await transport.handle_async_request(request)
    assert (response.status_code, response.json()) == (200, {})
    assert server.requests[0].count(b"content-length: 12\r\n") == 1
    assert server.requests[0].lower().count(b"host: ") == 1


async def test_a_timeout_of_httpx_is_the_time_for_all_of_it(transport: PooledTransport) -> None:
    async with served(hangs) as (_, origin):
        request = httpx.Request("GET", origin, extensions={"timeout": {"read": 0.05}})
        with pytest.raises(httpx.ReadTimeout):
            await transport.handle_async_request(request)


async def test_a_transport_of_httpx_is_one_of_ours() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, headers={"Retry-After": "7"}, content=request.headers["x-key"].encode())

    service = transport_of(httpx.MockTransport(answer))
    response = await service.send(Request("GET", "https://orders.test/", {"x-key": "k"}))
    assert isinstance(service, HttpxTransport)
    assert (response.status, response.headers["retry-after"], response.body) == (201, "7", b"k")

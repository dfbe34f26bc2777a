"""The pool, against a server that answers with fixed bytes."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from local.gateway.transport import PooledTransport

ANSWER = (
    b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Encoding: gzip\r\n"
    b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\n\r\nraw"
)


@asynccontextmanager
async def server(received: list[bytes]) -> AsyncIterator[str]:
    """An address where every request is recorded and answered alike."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"


async def test_answer_comes_back_as_it_was_sent() -> None:
    async with server([]) as address, PooledTransport(ssl.create_default_context()) as transport:
        response = await transport.handle_async_request(httpx.Request("GET", address))
    assert (response.status_code, response.headers.get_list("Set-Cookie")) == (302, ["a=1", "b=2"])
    assert [chunk async for chunk in response.aiter_raw()] == [b"raw"]


async def test_request_goes_out_as_it_is() -> None:
    received: list[bytes] = []
    async with server(received) as address, PooledTransport(ssl.create_default_context()) as transport:
        request = httpx.Request("GET", f"{address}/a%2Bb?q=%41&b='x'", headers={"X-Own": "1"})
        await transport.handle_async_request(request)
    lines = received[0].decode().strip().split("\r\n")
    assert lines[0] == "GET /a%2Bb?q=%41&b='x' HTTP/1.1"
    assert sorted(line.split(":")[0].lower() for line in lines[1:]) == ["host", "x-own"]


@asynccontextmanager
async def silent_server(asked: asyncio.Event) -> AsyncIterator[str]:
    """An address where a request is taken and never answered."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(take, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"


async def test_backend_that_hangs_takes_no_connection_from_another() -> None:
    asked, trust = asyncio.Event(), ssl.create_default_context()
    async with (
        silent_server(asked) as silent,
        server([]) as sound,
        PooledTransport(trust, per_backend=1) as transport,
        asyncio.TaskGroup() as tasks,
    ):
        hanging = tasks.create_task(transport.handle_async_request(httpx.Request("GET", silent)))
        await asked.wait()
        async with asyncio.timeout(1):
            answer = await transport.handle_async_request(httpx.Request("GET", sound))
        hanging.cancel()
    assert answer.status_code == 302


async def test_refused_connection_is_a_transport_error() -> None:
    async with PooledTransport(ssl.create_default_context()) as transport:
        with pytest.raises(httpx.TransportError):
            await transport.handle_async_request(httpx.Request("GET", "http://127.0.0.1:1/"))


async def test_closed_transport_sends_nothing() -> None:
    transport = PooledTransport(ssl.create_default_context())
    with pytest.raises(httpx.ConnectError, match="the transport is not open"):
        await transport.handle_async_request(httpx.Request("GET", "http://127.0.0.1:1/"))

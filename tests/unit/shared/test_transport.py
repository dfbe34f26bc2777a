"""The way out: a real pool over real sockets, and what it makes of servers that misbehave."""

import asyncio
import gzip
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import trustme

from shared.transport import MAX_RESPONSE_BYTES, PooledTransport, ResponseTooLarge

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Answers every request of a connection in the same way."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.connections = 0
        self.requests: list[bytes] = []
        self.asked = asyncio.Event()
        self.tasks: list[asyncio.Task[None] | None] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.tasks.append(asyncio.current_task())
        try:
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                self.asked.set()
                await self._answer(writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has gone
        finally:
            writer.close()


def ok(body: bytes = b"ok", *headers: bytes) -> Answer:
    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
        writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)

    return answer


async def breaks_off(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    writer.transport.abort()


async def hangs(_: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def goes_on_and_on(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def speaks_another_language(writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.test ESMTP\r\n\r\n")
    await writer.drain()


@asynccontextmanager
async def served(answer: Answer, context: ssl.SSLContext | None = None) -> AsyncIterator[tuple[Server, str]]:
    server = Server(answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=context)
    scheme, port = "https" if context else "http", listening.sockets[0].getsockname()[1]
    try:
        yield server, f"{scheme}://127.0.0.1:{port}/orders?a=%2F"
    finally:
        listening.close()
        for task in filter(None, server.tasks):
            task.cancel()
        if server.tasks:
            await asyncio.wait(filter(None, server.tasks))


@pytest.fixture
async def transport() -> AsyncIterator[PooledTransport]:
    transport = PooledTransport()
    yield transport
    await transport.aclose()


def request(url: str, seconds: float = 5.0, **headers: str) -> httpx.Request:
    return httpx.Request(
        "GET", url, headers=headers, extensions={"timeout": {"read": seconds, "connect": 1.0}}
    )


async def test_a_connection_is_kept_and_the_target_is_sent_as_it_is(transport: PooledTransport) -> None:
    async with served(ok()) as (server, url):
        for _ in range(3):
            response = await transport.handle_async_request(request(url, authorization="Bearer x"))
            assert (response.status_code, response.content) == (200, b"ok")
        assert server.connections == 1
        assert server.requests[0].startswith(b"GET /orders?a=%2F HTTP/1.1\r\n")
        assert b"authorization: Bearer x" in server.requests[0].replace(b"Authorization", b"authorization")


async def test_a_compressed_answer_is_decoded(transport: PooledTransport) -> None:
    body = b'{"items":[]}' * 100
    async with served(ok(gzip.compress(body), b"Content-Encoding: gzip")) as (_, url):
        response = await transport.handle_async_request(request(url))
    assert response.content == body
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"x" * (MAX_RESPONSE_BYTES + 1)),
        ok(gzip.compress(b"0" * (MAX_RESPONSE_BYTES * 4)), b"Content-Encoding: gzip"),
        goes_on_and_on,
    ],
    ids=["announced", "compressed", "endless"],
)
async def test_an_answer_that_is_too_large_is_refused(transport: PooledTransport, answer: Answer) -> None:
    async with served(answer) as (_, url):
        with pytest.raises(ResponseTooLarge):
            await transport.handle_async_request(request(url))


@pytest.mark.parametrize(
    ("answer", "seconds", "error"),
    [
        (breaks_off, 5.0, httpx.ReadError),
        (speaks_another_language, 5.0, httpx.ReadError),
        (hangs, 0.1, httpx.ReadTimeout),
    ],
)
async def test_a_server_that_misbehaves_is_a_transport_error(
    transport: PooledTransport, answer: Answer, seconds: float, error: type[Exception]
) -> None:
    async with served(answer) as (_, url):
        with pytest.raises(error):
            await transport.handle_async_request(request(url, seconds))


async def test_nobody_there_is_a_connect_error(transport: PooledTransport) -> None:
    async with served(ok()) as (_, url):
        pass
    with pytest.raises(httpx.ConnectError):
        await transport.handle_async_request(request(url))


async def test_redirects_are_answers(transport: PooledTransport) -> None:
    async def redirect(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://evil.test/\r\nContent-Length: 0\r\n\r\n")

    async with served(redirect) as (_, url):
        assert (await transport.handle_async_request(request(url))).status_code == 302


async def test_a_call_that_is_cancelled_gives_its_connection_up(transport: PooledTransport) -> None:
    async with served(hangs) as (server, url):
        call = asyncio.get_running_loop().create_task(transport.handle_async_request(request(url)))
        await server.asked.wait()
        before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counts descriptors, not files
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await asyncio.sleep(0.01)
        assert len(os.listdir("/proc/self/fd")) < before  # noqa: PTH208 - as above


async def test_only_a_trusted_certificate_is_accepted(tmp_path: Path, transport: PooledTransport) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    trusting = PooledTransport(tmp_path / "ca.pem")
    async with served(ok(), context) as (_, url):
        assert (await trusting.handle_async_request(request(url))).content == b"ok"
        with pytest.raises(httpx.ConnectError):
            await transport.handle_async_request(request(url))
    await trusting.aclose()


async def test_a_pool_that_dies_under_a_call_fails_it_and_serves_the_next(transport: PooledTransport) -> None:
    async with served(hangs) as (server, url):
        call = asyncio.get_running_loop().create_task(transport.handle_async_request(request(url)))
        await server.asked.wait()
        await transport.aclose()
        with pytest.raises(httpx.TransportError):
            await call
    async with served(ok()) as (_, url):
        assert (await transport.handle_async_request(request(url))).content == b"ok"

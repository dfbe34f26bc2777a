"""A server that writes what it is told, for every request of a connection."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Answers every request of a connection in the same way, and counts."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.connections = 0
        self.open = 0
        self.requests: list[bytes] = []
        self.asked = asyncio.Event()
        self.writers: list[asyncio.StreamWriter] = []
        self.tasks: list[asyncio.Task[None] | None] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        self.writers.append(writer)
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
            self.open -= 1
            writer.close()


def raw(data: bytes, *, end: bool = False) -> Answer:
    """These bytes; `end` closes the connection behind them."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        if end:
            await writer.drain()
            writer.close()

    return answer


def ok(body: bytes = b"ok", *headers: bytes) -> Answer:
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return raw(b"\r\n".join(lines) + b"\r\n\r\n" + body)


async def hangs(_: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def served(answer: Answer, context: ssl.SSLContext | None = None) -> AsyncIterator[tuple[Server, str]]:
    """The server, and its origin."""
    server = Server(answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=context)
    scheme, port = "https" if context else "http", listening.sockets[0].getsockname()[1]
    try:
        yield server, f"{scheme}://127.0.0.1:{port}"
    finally:
        listening.close()
        for task in filter(None, server.tasks):
            task.cancel()
        if server.tasks:
            await asyncio.wait(filter(None, server.tasks))

"""Many requests in the same moment, each on a connection of its own that stands already."""

import asyncio
import time
from dataclasses import dataclass

from bench.load import Request
from bench.process import HOST

_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Burst:
    """How many were answered with 200, and when the last answer was complete."""

    succeeded: int
    milliseconds: float


async def burst(port: int, request: Request, count: int) -> Burst:
    """The same request `count` times."""
    connections = [await asyncio.open_connection(HOST, port) for _ in range(count)]
    started = time.perf_counter()
    async with asyncio.timeout(_PATIENCE_SECONDS), asyncio.TaskGroup() as group:
        answers = [group.create_task(_answered(*connection, request.wire())) for connection in connections]
    elapsed = time.perf_counter() - started
    for _, writer in connections:
        writer.close()
    return Burst(sum(answer.result() for answer in answers), elapsed * 1000)


async def _answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bool:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    await _read_body(reader, head.lower())
    return head.startswith(b"HTTP/1.1 200")


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> None:
    if b"transfer-encoding: chunked" not in head:
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        return
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
    await reader.readline()

"""The body of a client's request as it arrives."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from local.gateway.framing import Fields, body_bytes

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

DISCARDED_BYTES = 2**20
DISCARD_SECONDS = 5


class ClientGone(Exception):
    """The client left before its request was complete."""


class BodyTooLarge(Exception):
    """The body is larger than the gateway takes."""


class RequestBody:
    """Keeps at most `limit` bytes; `pending` tells whether the client has, or may have, more to send."""

    def __init__(self, fields: Fields, receive: Receive, limit: int) -> None:
        self._announced = body_bytes(fields)
        self.pending = self._announced != 0
        self._receive = receive
        self._limit = limit
        self._size = 0

    async def read(self) -> bytes:
        """All of it; one that is announced as too large is not waited for."""
        if (self._announced or 0) > self._limit:
            raise BodyTooLarge
        chunks = []
        while True:
            chunks.append(await self._next())
            if self._size > self._limit:
                raise BodyTooLarge
            if not self.pending:
                return b"".join(chunks)

    async def discard(self) -> None:
        """Take in what is still on its way, within bounds: a client reads its answer when it has sent all."""
        with suppress(TimeoutError, ClientGone):
            async with asyncio.timeout(DISCARD_SECONDS):
                while self.pending and self._size <= self._limit + DISCARDED_BYTES:
                    await self._next()

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        self.pending = message.get("more_body", False)
        chunk: bytes = message.get("body", b"")
        self._size += len(chunk)
        return chunk

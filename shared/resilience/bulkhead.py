"""One slow upstream cannot take every place there is."""

import asyncio

import httpx

from shared.http.exchange import Request, Response, Transport

MAX_CONCURRENT = 128
MAX_WAITING = 256


class BulkheadFull(httpx.TransportError):
    """No place, and the queue for one is full."""


class Bulkhead:
    """Lets a number of calls through at a time and a number wait; refuses the rest at once."""

    def __init__(
        self,
        service: str,
        inner: Transport,
        *,
        concurrent: int = MAX_CONCURRENT,
        waiting: int = MAX_WAITING,
    ) -> None:
        self._service = service
        self._inner = inner
        self._places = asyncio.Semaphore(concurrent)
        self._most_present = concurrent + waiting
        self._present = 0

    async def send(self, request: Request) -> Response:
        if self._present >= self._most_present:
            raise BulkheadFull(f"too many calls to {self._service}")
        self._present += 1
        try:
            async with self._places:
                return await self._inner.send(request)
        finally:
            self._present -= 1

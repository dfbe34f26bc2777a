"""A slow upstream is asked so many things at a time, and no more."""

import asyncio

import httpx

from shared.http.exchange import Request, Response, Transport

MAX_CONCURRENT = 128
SHARE_OF_TIME = 0.5  # to wait: the rest is for the upstream, and for telling all who waited in vain


class Bulkhead:
    """Lets a number of calls through at a time; the others wait, each for at most half of its time."""

    def __init__(self, service: str, inner: Transport, *, concurrent: int = MAX_CONCURRENT) -> None:
        self._service = service
        self._inner = inner
        self._places = asyncio.Semaphore(concurrent)

    async def send(self, request: Request) -> Response:
        """Raises PoolTimeout when no place comes free in time."""
        await (self._wait(request) if self._places.locked() else self._places.acquire())
        try:
            return await self._inner.send(request)
        finally:
            self._places.release()

    async def _wait(self, request: Request) -> None:
        try:
            async with asyncio.timeout(request.seconds * SHARE_OF_TIME):
                await self._places.acquire()
        except TimeoutError as error:
            raise httpx.PoolTimeout(f"too many calls to {self._service}") from error

"""Back-pressure of the host: how many requests may be outstanding, and how many of them may run."""

import asyncio
from types import TracebackType

from local.functions.host_json import HttpOptions


class Overloaded(Exception):
    """As many requests are outstanding as the host accepts."""


class Throttle:
    """Entered once by each request; those admitted wait for their turn when too many run."""

    def __init__(self, options: HttpOptions) -> None:
        running = options.max_concurrent_requests
        self._turns = asyncio.Semaphore(running) if running > 0 else None
        self._limit = options.max_outstanding_requests
        self._outstanding = 0

    async def __aenter__(self) -> None:
        if self._outstanding >= self._limit > 0:
            raise Overloaded
        self._outstanding += 1
        if self._turns:
            try:
                await self._turns.acquire()
            except asyncio.CancelledError:
                self._outstanding -= 1
                raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._turns:
            self._turns.release()
        self._outstanding -= 1

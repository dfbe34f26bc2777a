"""Concurrent calls for the same thing become one."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Runs one piece of work per key at a time; whoever asks meanwhile gets the same result or error.

    The work goes on when all who waited for it have gone: its result is worth keeping.
    """

    def __init__(self) -> None:
        self._flights: dict[Hashable, asyncio.Future[T]] = {}

    async def run(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        return await asyncio.shield(self._flights.get(key) or self._take_off(key, work))

    def _take_off(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> asyncio.Future[T]:
        flight = asyncio.ensure_future(work())  # noqa: TID251 - owned by the flights until it lands
        self._flights[key] = flight
        flight.add_done_callback(lambda _: self._land(key))
        return flight

    def _land(self, key: Hashable) -> None:
        flight = self._flights.pop(key)
        if not flight.cancelled():
            flight.exception()  # seen, even when every caller has gone

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
        flight = self._flights.get(key)
        if flight is None or flight.done():  # what has landed is forgotten a turn of the loop later
            flight = self._take_off(key, work)
        return await asyncio.shield(flight)

    def _take_off(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> asyncio.Future[T]:
        flight = asyncio.ensure_future(work())  # noqa: TID251 - owned by the flights until it lands
        self._flights[key] = flight
        flight.add_done_callback(lambda _: self._land(key, flight))
        return flight

    def _land(self, key: Hashable, flight: asyncio.Future[T]) -> None:
        if self._flights[key] is flight:
            del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # seen, even when every caller has gone

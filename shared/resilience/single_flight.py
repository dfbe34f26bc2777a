"""Concurrent calls for the same thing become one."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Runs one piece of work per key at a time; whoever asks meanwhile gets the same result or error.

    The work belongs to nobody who waits for it: a caller that is cancelled leaves the others waiting on.
    """

    def __init__(self) -> None:
        self._flights: dict[Hashable, asyncio.Future[T]] = {}

    async def run(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.ensure_future(work())  # noqa: TID251 - owned by its key until it lands
            self._flights[key] = flight
            flight.add_done_callback(lambda _: self._land(key))
        return await asyncio.shield(flight)

    def _land(self, key: Hashable) -> None:
        flight = self._flights.pop(key)
        if not flight.cancelled():
            flight.exception()  # seen, even when every caller has gone

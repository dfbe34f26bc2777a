"""Concurrent calls for the same thing become one."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Flight(Generic[T]):
    task: asyncio.Future[T]
    waiting: int = 0


class SingleFlight(Generic[T]):
    """Runs one piece of work per key at a time; whoever asks meanwhile gets the same result or error.

    The work belongs to all who wait for it: one that is cancelled leaves the others waiting on, and only when
    the last has gone is the work cancelled, unless it `outlives` them because its result is worth keeping.
    """

    def __init__(self, *, outlives: bool = False) -> None:
        self._outlives = outlives
        self._flights: dict[Hashable, _Flight[T]] = {}

    async def run(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        flight = self._flights.get(key) or self._take_off(key, work)
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not (flight.waiting or flight.task.done() or self._outlives):
                self._flights.pop(key)
                flight.task.cancel()

    def under_way(self, key: Hashable) -> bool:
        return key in self._flights

    def _take_off(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> _Flight[T]:
        task = asyncio.ensure_future(work())  # noqa: TID251 - owned by the flight until it lands
        flight = self._flights[key] = _Flight(task)
        task.add_done_callback(lambda _: self._land(key, flight))
        return flight

    def _land(self, key: Hashable, flight: _Flight[T]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.task.cancelled():
            flight.task.exception()  # seen, even when every caller has gone

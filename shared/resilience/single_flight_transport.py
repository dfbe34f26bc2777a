"""Identical reads in flight become one call: a single flight for requests."""

import asyncio

import httpx
from msgspec import Struct, field

from shared.http.exchange import Request, Response, Transport
from shared.resilience import cache_key, deadline
from shared.telemetry import JOINED

LEAST_SECONDS = 0.1
_Key = tuple[str, str | None, str | None]


class _Flight(Struct):
    """A call under way, and what came of it; neither answer nor error when its maker was cancelled."""

    landed: asyncio.Event = field(default_factory=asyncio.Event)
    response: Response | None = None
    error: httpx.HTTPError | None = None

    @property
    def shared_error(self) -> httpx.HTTPError | None:
        """What fails those who joined, too: not the end of its maker's time while they have some left."""
        in_time = deadline.remaining() >= LEAST_SECONDS
        return None if isinstance(self.error, httpx.TimeoutException) and in_time else self.error


class SingleFlightTransport:
    """Shares the answer of a GET with everybody who asks the same of the same upstream as the same caller.

    The key holds the whole Authorization header: nobody ever shares another caller's answer. Nobody joins a
    call from before a write that has ended, be it one of this process or one that the gateway's key tells of.
    A call belongs to whoever made it; when that one is cancelled or out of time, the first of those who
    joined calls again.
    """

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self._flights: dict[_Key, _Flight] = {}

    async def send(self, request: Request) -> Response:
        if request.method != "GET":
            return await self._write(request)
        key = (request.url, request.headers.get("authorization"), cache_key.current())
        while flight := self._flights.get(key):
            request.notes[JOINED] = True
            await _landed(flight, request.seconds)
            if flight.response:
                return flight.response
            if error := flight.shared_error:
                raise error
        request.notes.pop(JOINED, None)
        return await self._take_off(key, request)

    async def _write(self, request: Request) -> Response:
        try:
            return await self._inner.send(request)
        finally:
            self._flights.clear()  # whoever joined before goes on waiting, and nobody joins any more

    async def _take_off(self, key: _Key, request: Request) -> Response:
        flight = self._flights[key] = _Flight()
        try:
            flight.response = await self._inner.send(request)
        except httpx.HTTPError as error:
            flight.error = error
            raise
        finally:
            if self._flights.get(key) is flight:
                del self._flights[key]
            flight.landed.set()
        return flight.response


async def _landed(flight: _Flight, seconds: float) -> None:
    """Raises ReadTimeout when it takes whoever joined longer than they have."""
    try:
        async with asyncio.timeout(seconds):
            await flight.landed.wait()
    except TimeoutError as error:
        raise httpx.ReadTimeout("no answer in time") from error

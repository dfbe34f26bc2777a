"""Identical reads in flight become one call: a single flight for requests."""

import httpx

from shared.resilience import deadline
from shared.resilience.single_flight import SingleFlight

LEAST_SECONDS = 0.1


class Coalescing(httpx.AsyncBaseTransport):
    """Shares the answer of a GET with everybody who asks the same of the same upstream as the same caller.

    The key holds the whole Authorization header: nobody ever shares another caller's answer. A call runs on
    the time of whoever made it; who joined it and has time left when that is over, calls again.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._flights: SingleFlight[httpx.Response] = SingleFlight()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            return await self._inner.handle_async_request(request)
        key = (str(request.url), request.headers.get("authorization"))
        joined = self._flights.under_way(key)
        try:
            return await self._flights.run(key, lambda: self._read(request))
        except httpx.TimeoutException:
            if not joined or deadline.remaining() < LEAST_SECONDS:
                raise
        return await self._flights.run(key, lambda: self._read(request))

    async def _read(self, request: httpx.Request) -> httpx.Response:
        """To the end, so that it can be shared."""
        response = await self._inner.handle_async_request(request)
        await response.aread()
        return response

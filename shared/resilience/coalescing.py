"""Identical reads in flight become one call: a single flight for requests."""

import httpx

from shared.resilience.single_flight import SingleFlight


class Coalescing(httpx.AsyncBaseTransport):
    """Shares the answer of a GET with everybody who asks the same of the same upstream as the same caller.

    The key holds the whole Authorization header: nobody ever shares another caller's answer.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._flights: SingleFlight[httpx.Response] = SingleFlight()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            return await self._inner.handle_async_request(request)
        key = (str(request.url), request.headers.get("authorization"))
        return await self._flights.run(key, lambda: self._read(request))

    async def _read(self, request: httpx.Request) -> httpx.Response:
        """To the end, so that it can be shared."""
        response = await self._inner.handle_async_request(request)
        await response.aread()
        return response

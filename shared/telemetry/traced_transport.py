"""Calls to a service that is no upstream, recorded as an upstream's are."""

import httpx

from shared.telemetry.upstream_call import UpstreamCall


class TracedTransport(httpx.AsyncBaseTransport):
    """A transport to one service; of its calls only method, status, size and error are recorded.

    The service learns nothing of our traces. The transport within belongs to whoever opened it.
    """

    def __init__(self, service: str, inner: httpx.AsyncBaseTransport) -> None:
        self._service = service
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with UpstreamCall(self._service, request.method, {}) as call:
            response = await self._inner.handle_async_request(request)
            call.answered(response.status_code, len(await response.aread()))
            return response

"""The HTTP client given to msal: our own transport, so its calls are pooled, bounded and testable too."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from cachetools import TTLCache

TIMEOUT_SECONDS = 5.0
DISCOVERY_MAX_AGE_SECONDS = 3600.0
THROTTLED = "temporarily_unavailable"  # RFC 6749, 4.1.2.1
_TIMEOUTS = httpx.Timeout(TIMEOUT_SECONDS).as_dict()


class MsalHttpClient:
    """msal is synchronous and runs in a thread; its requests are sent on the event loop it is attached to."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport
        self._loop: asyncio.AbstractEventLoop | None = None
        self._discovery: TTLCache[str, httpx.Response] = TTLCache(8, ttl=DISCOVERY_MAX_AGE_SECONDS)

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> httpx.Response:
        """msal asks for the discovery document each time it is set up: that one is remembered for an hour."""
        if known := self._discovery.get(url):
            return known
        response = self._wait_for(httpx.Request("GET", url, params=params, headers=headers))
        document = url.endswith("/.well-known/openid-configuration") and response.is_success
        if document and "token_endpoint" in response.json():
            self._discovery[url] = response
        return response

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> httpx.Response:
        """An answer that is no JSON is a ValueError: msal would log it whole, with what tokens are in it.

        A 429 is told in OAuth's own words, whatever its body: msal hands on errors, but no status.
        """
        response = self._wait_for(httpx.Request("POST", url, params=params, data=data, headers=headers))
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            return httpx.Response(response.status_code, headers=_pause(response), json={"error": THROTTLED})
        if response.content:
            response.json()
        return response

    def close(self) -> None:
        """The transport belongs to whoever opened it."""

    def _wait_for(self, request: httpx.Request) -> httpx.Response:
        assert self._loop is not None, "attach a loop first"  # noqa: S101 - a programming error
        request.extensions["timeout"] = _TIMEOUTS
        sending = asyncio.run_coroutine_threadsafe(self._send(request), self._loop)
        try:
            return sending.result(TIMEOUT_SECONDS + 1)  # a loop that has ended lets nobody wait for ever
        except TimeoutError as error:
            sending.cancel()
            raise httpx.ReadTimeout("no answer in time", request=request) from error

    async def _send(self, request: httpx.Request) -> httpx.Response:
        response = await self._transport.handle_async_request(request)
        response.request = request
        await response.aread()
        return response


def _pause(response: httpx.Response) -> dict[str, str]:
    return {"Retry-After": response.headers["retry-after"]} if "retry-after" in response.headers else {}

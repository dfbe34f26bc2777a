"""The way out of the gateway's process: aiohttp's connection pool behind httpx's transport interface.

Under load httpx's own pool costs several times as much for each request.
"""

import ssl
from types import TracebackType
from typing import Self

import aiohttp
import httpx
from yarl import URL

# To one backend, so that one that hangs holds up no other; above what a BFF admits (ADR 4).
MAX_CONNECTIONS = 320
KEEP_ALIVE_SECONDS = 30
MAX_HEADER_BYTES = 64 * 1024
# A request carries what the client and the policies put in it, and nothing else.
NOT_ADDED = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")


class PooledTransport(httpx.AsyncBaseTransport):
    """One pool for backends, token keys and side requests; open within `async with`."""

    def __init__(self, trust: ssl.SSLContext, per_backend: int = MAX_CONNECTIONS) -> None:
        self._trust = trust
        self._per_backend = per_backend
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=0,
            limit_per_host=self._per_backend,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            ssl=self._trust,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=NOT_ADDED,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            max_field_size=MAX_HEADER_BYTES,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        if self._session:
            await self._session.close()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._session is None:
            raise httpx.ConnectError("the transport is not open", request=request)
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        try:
            async with self._session.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=fields,
                data=request.content or None,
                allow_redirects=False,
            ) as answer:
                body = httpx.ByteStream(await answer.read())
                return httpx.Response(answer.status, headers=answer.raw_headers, stream=body, request=request)
        except aiohttp.ClientError as error:
            raise httpx.NetworkError(type(error).__name__, request=request) from error

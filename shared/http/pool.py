"""The connections to one server: opened when there is none free, kept while it is busy."""

import asyncio
import ssl
from collections import deque
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from shared.http.connection import Connection
from shared.http.exchange import Response

CONNECT_TIMEOUT_SECONDS = 1.0
KEEP_ALIVE_SECONDS = 4.0  # below what common servers keep: 5 s in Node and uvicorn
_PORTS = {"http": 80, "https": 443}


class Pool:
    """Keep-alive connections to one server. It sets no limit: the bulkhead does."""

    def __init__(
        self, origin: str, ca_bundle: Path | None = None, keep_alive_seconds: float = KEEP_ALIVE_SECONDS
    ) -> None:
        parts = urlsplit(origin)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise httpx.UnsupportedProtocol(f"not the address of a server: {origin}")
        self._host, self._port = parts.hostname, parts.port or _PORTS[parts.scheme]
        self._secure = parts.scheme == "https"
        self._ca_bundle = ca_bundle
        self._keep_alive_seconds = keep_alive_seconds
        self._open: set[Connection] = set()
        self._free: deque[Connection] = deque()  # the one used last at the end

    async def exchange(self, sent: bytes, seconds: float) -> Response:
        """Raises an httpx.TransportError or ResponseTooLarge."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        connection = self._take(loop.time()) or await self._connect(loop, seconds)
        try:
            return await connection.exchange(sent, until)
        finally:
            if connection.reusable:
                connection.free_since = loop.time()
                self._free.append(connection)

    def close(self) -> None:
        """Calls under way fail."""
        for connection in tuple(self._open):
            connection.close()

    def _take(self, now: float) -> Connection | None:
        """The free one that was used last; those that have been free too long are closed."""
        while self._free and self._free[0].free_since < now - self._keep_alive_seconds:
            self._free.popleft().close()
        while self._free:
            connection = self._free.pop()
            if connection.reusable:
                return connection
        return None

    async def _connect(self, loop: asyncio.AbstractEventLoop, seconds: float) -> Connection:
        context = _trust(self._ca_bundle) if self._secure else None
        try:
            async with asyncio.timeout(min(CONNECT_TIMEOUT_SECONDS, seconds)):
                _, connection = await loop.create_connection(
                    lambda: Connection(loop, self._lost), self._host, self._port, ssl=context
                )
        except TimeoutError as error:
            raise httpx.ConnectTimeout("no connection in time") from error
        except (OSError, UnicodeError) as error:  # a name that cannot be one is a UnicodeError
            raise httpx.ConnectError("no connection") from error
        self._open.add(connection)
        return connection

    def _lost(self, connection: Connection) -> None:
        self._open.discard(connection)
        if connection in self._free:
            self._free.remove(connection)


@cache
def _trust(ca_bundle: Path | None) -> ssl.SSLContext:
    """Made once: it costs 20 ms."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if ca_bundle:
        context.load_verify_locations(ca_bundle)
    return context

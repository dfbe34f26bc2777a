"""The way out of the process: one pooled transport for each service a BFF calls."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path

import httpx
from msgspec import Struct

from shared.http.exchange import DEFAULT_SECONDS, Request, Response, Transport
from shared.http.pool import Pool
from shared.settings import Settings

_FRAMING = frozenset({"host", "accept-encoding", "connection", "content-length", "transfer-encoding"})


class PooledTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 over kept connections (docs/adr/0003-http-client.md).

    Answers are read to their end, decompressed, and never larger than 8 MiB. Beside `send`, it has httpx's
    interface for those who speak that: the `read` timeout is the time for the whole answer.
    """

    def __init__(self, ca_bundle: Path | None = None) -> None:
        self._ca_bundle = ca_bundle
        self._pools: dict[str, Pool] = {}

    async def send(self, request: Request) -> Response:
        """Raises an httpx.TransportError or ResponseTooLarge."""
        origin, target = _split(request.url)
        pool = self._pools.get(origin)
        if pool is None:
            pool = self._pools[origin] = Pool(origin, self._ca_bundle)
        return await pool.exchange(_message(request, origin, target), request.seconds)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name: value for name, value in request.headers.items() if name not in _FRAMING}
        seconds = request.extensions.get("timeout", {}).get("read") or DEFAULT_SECONDS
        until = time.monotonic() + seconds
        asked = Request(request.method, str(request.url), headers, await request.aread(), until)
        response = await self.send(asked)
        return httpx.Response(
            response.status, headers=response.headers, content=response.body, request=request
        )

    async def aclose(self) -> None:
        """Calls under way fail."""
        for pool in self._pools.values():
            pool.close()


class HttpxTransport:
    """A transport of httpx as one of ours: an application in the same process, or a function."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def send(self, request: Request) -> Response:
        asked = httpx.Request(
            request.method,
            request.url,
            headers=request.headers,
            content=request.body,
            extensions={"timeout": {"read": request.seconds}},
        )
        # No network answers in the same turn of the loop: identical calls made in it can still join this one.
        await asyncio.sleep(0)
        response = await self._inner.handle_async_request(asked)
        return Response(response.status_code, response.headers, await response.aread())


def transport_of(service: httpx.AsyncBaseTransport) -> Transport:
    """The pool itself, which needs no httpx between; anything else through httpx."""
    return service if isinstance(service, PooledTransport) else HttpxTransport(service)


class Transports(Struct, frozen=True):
    """A transport for each service; tests put in-process applications here."""

    upstreams: Mapping[str, httpx.AsyncBaseTransport]
    identity: httpx.AsyncBaseTransport


def open_transports(settings: Settings) -> Transports:
    """Transports over the network; no connection is made before the first request."""
    upstreams = {name: PooledTransport(settings.ca_bundle) for name in settings.upstreams}
    return Transports(upstreams, PooledTransport(settings.ca_bundle))


def _split(url: str) -> tuple[str, str]:
    """`https://orders.test` and `/orders?page=1`."""
    path = url.find("/", url.find("://") + 3)
    return (url, "/") if path < 0 else (url[:path], url[path:])


def _message(request: Request, origin: str, target: str) -> bytes:
    """The request as it goes over the wire; raises LocalProtocolError if that would be another request."""
    lines = [
        f"{request.method} {target} HTTP/1.1",
        f"host: {origin.partition('://')[2]}",
        "accept-encoding: gzip",
        *(f"{name}: {value}" for name, value in request.headers.items()),
    ]
    if request.body or request.method != "GET":
        lines.append(f"content-length: {len(request.body)}")
    head = "\r\n".join(lines) + "\r\n\r\n"
    if not (head.isascii() and head.count("\r") == head.count("\n") == len(lines) + 1):
        raise httpx.LocalProtocolError("a header or a target with a character that it cannot have")
    return head.encode() + request.body

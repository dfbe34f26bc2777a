"""The way out of the process: one pooled transport for each service a BFF calls."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from shared.settings import Settings

if TYPE_CHECKING:
    import aiohttp

MAX_CONNECTIONS = 128
MAX_RESPONSE_BYTES = 8 * 1024 * 1024
CONNECT_TIMEOUT_SECONDS = 1.0
KEEP_ALIVE_SECONDS = 4.0  # below what common servers keep: 5 s in Node and uvicorn
_DECODED = frozenset({"content-encoding", "content-length"})


class ResponseTooLarge(httpx.DecodingError):
    """The answer, decoded, is larger than a BFF will hold."""


class PooledTransport(httpx.AsyncBaseTransport):
    """httpx's interface over aiohttp's connection pool (docs/adr/0003-http-client.md).

    Answers are read to their end, decompressed, and never larger than 8 MiB. The `timeout` extension of a
    request is httpx's; its `read` is the time for the whole answer.
    """

    def __init__(self, ca_bundle: Path | None = None) -> None:
        self._ca_bundle = ca_bundle
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        import aiohttp  # noqa: PLC0415 - costs 110 ms, paid by the first call rather than by the start

        session = self._session or self._open()
        try:
            async with session.request(**_arguments(request)) as answer:
                body = await _body(answer)
        except aiohttp.ClientConnectorError as error:
            raise httpx.ConnectError("no connection", request=request) from error
        except aiohttp.ConnectionTimeoutError as error:
            raise httpx.ConnectTimeout("no connection in time", request=request) from error
        except TimeoutError as error:
            raise httpx.ReadTimeout("no answer in time", request=request) from error
        except aiohttp.ClientError as error:
            raise httpx.ReadError("the answer broke off", request=request) from error
        return httpx.Response(answer.status, headers=_headers(answer), content=body, request=request)

    async def aclose(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    def _open(self) -> "aiohttp.ClientSession":
        """On the loop that uses it: a session made elsewhere would fail on its second loop."""
        import aiohttp  # noqa: PLC0415 - as above

        connector = aiohttp.TCPConnector(
            limit=MAX_CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS, ssl=_trust(self._ca_bundle)
        )
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


@dataclass(frozen=True)
class Transports:
    """A transport for each service; tests put in-process applications here."""

    orders: httpx.AsyncBaseTransport
    products: httpx.AsyncBaseTransport
    users: httpx.AsyncBaseTransport
    identity: httpx.AsyncBaseTransport


def open_transports(settings: Settings) -> Transports:
    """Transports over the network; no connection is made before the first request."""
    orders, products, users, identity = (PooledTransport(settings.ca_bundle) for _ in range(4))
    return Transports(orders, products, users, identity)


def _arguments(request: httpx.Request) -> Mapping[str, Any]:
    import aiohttp  # noqa: PLC0415 - as above
    import yarl  # noqa: PLC0415

    timeouts = request.extensions.get("timeout", {})
    return {
        "method": request.method,
        "url": yarl.URL(str(request.url), encoded=True),
        "headers": [(name.decode(), value.decode("latin-1")) for name, value in request.headers.raw],
        "data": request.content or None,
        "allow_redirects": False,
        "timeout": aiohttp.ClientTimeout(
            total=timeouts.get("read"), sock_connect=timeouts.get("connect") or CONNECT_TIMEOUT_SECONDS
        ),
    }


async def _body(answer: "aiohttp.ClientResponse") -> bytes:
    if (answer.content_length or 0) > MAX_RESPONSE_BYTES:
        raise ResponseTooLarge("the answer is too large")
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > MAX_RESPONSE_BYTES:
            raise ResponseTooLarge("the answer is too large")
    return bytes(body)


def _headers(answer: "aiohttp.ClientResponse") -> list[tuple[bytes, bytes]]:
    """As they came, less what no longer fits a decoded body."""
    decoded = b"content-encoding" in (name.lower() for name, _ in answer.raw_headers)
    return [
        (name, value)
        for name, value in answer.raw_headers
        if not (decoded and name.lower().decode("latin-1") in _DECODED)
    ]


def _trust(ca_bundle: Path | None) -> ssl.SSLContext | bool:
    """aiohttp's own default context unless there is more to trust: making one costs 20 ms."""
    if ca_bundle is None:
        return True
    context = ssl.create_default_context()
    context.load_verify_locations(ca_bundle)
    return context

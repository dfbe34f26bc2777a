"""HTTP exchanges with backends and other services, over the one transport the gateway was given."""

import asyncio
from typing import cast

import httpx
from opentelemetry.trace import Span

from local.gateway.context import Body, Headers, Response
from local.gateway.faults import BACKEND_UNREACHABLE, TIMEOUT, PolicyFault
from local.gateway.header_fields import HOP_BY_HOP, encode, end_to_end
from local.gateway.statuses import STATUSES, reason_phrase
from local.gateway.telemetry import TRACEPARENT, failed, start_client_span, traceparent

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 10
# Those of the connection, and what is decided anew for each exchange.
NOT_FORWARDED = HOP_BY_HOP | {"content-length", "expect"}


class HttpClient:
    """Sends requests and reads whole responses, their bytes as they came."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def fetch(self, url: str, seconds: float) -> bytes:
        """The content of a document; anything but 200 is a fault."""
        response = await self._exchange(httpx.Request("GET", url), seconds)
        if response.status_code != httpx.codes.OK:
            raise PolicyFault(BACKEND_UNREACHABLE, f"the service answered {response.status_code}")
        return response.body.content or b""

    async def send(self, request: httpx.Request, seconds: float, span: Span) -> Response:
        """One exchange under a client span of its own; `seconds` bounds all of it."""
        attributes: dict[str, str | int] = {
            "http.request.method": request.method,
            "server.address": request.url.host,
            "server.port": request.url.port or (443 if request.url.scheme == "https" else 80),
        }
        client_span = start_client_span(request.method, span, attributes)
        if continued := traceparent(client_span.get_span_context()):
            request.headers[TRACEPARENT] = continued
        try:
            response = await self._exchange(request, seconds)
            client_span.set_attribute("http.response.status_code", response.status_code)
            client_span.set_attribute("http.response.body.size", len(response.body.content or b""))
        except PolicyFault as fault:
            failed(client_span, fault.reason)
            raise
        finally:
            client_span.end()
        return response

    async def follow(
        self, request: httpx.Request, response: Response, seconds: float, span: Span
    ) -> Response:
        """The response at the end of a chain of redirects."""
        for _ in range(MAX_REDIRECTS):
            target = response.headers.get("Location")
            if response.status_code not in REDIRECTS or target is None:
                return response
            request = _redirected(request, target, response.status_code)
            response = await self.send(request, seconds, span)
        raise PolicyFault(BACKEND_UNREACHABLE, f"more than {MAX_REDIRECTS} redirects")

    async def _exchange(self, request: httpx.Request, seconds: float) -> Response:
        request.extensions = {"timeout": httpx.Timeout(seconds).as_dict()}
        try:
            async with asyncio.timeout(seconds):
                return await self._read(request)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise PolicyFault(TIMEOUT, f"the service did not answer within {seconds:g} seconds") from error
        except (httpx.TransportError, OSError) as error:
            raise PolicyFault(
                BACKEND_UNREACHABLE, f"the service cannot be reached ({type(error).__name__})"
            ) from error

    async def _read(self, request: httpx.Request) -> Response:
        answer = await self._transport.handle_async_request(request)
        try:
            # The stream itself: `aread` would decompress, and the client gets the bytes the backend sent.
            stream = cast(httpx.AsyncByteStream, answer.stream)
            content = b"".join([chunk async for chunk in stream])
        finally:
            await answer.aclose()
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw]
        status = answer.status_code
        if status not in STATUSES:
            raise PolicyFault(BACKEND_UNREACHABLE, f"the service answered {status}, which is no status code")
        return Response(status, reason_phrase(status), Headers(end_to_end(fields)), Body(content))


def outgoing(method: str, url: str, headers: Headers, content: bytes | None) -> httpx.Request:
    """A request as it goes on the wire: no connection headers, its own Content-Length."""
    fields = [
        (encode(name), encode(value)) for name, value in headers.items() if name.lower() not in NOT_FORWARDED
    ]
    try:
        return httpx.Request(method, url, headers=fields, content=content or None)
    except httpx.InvalidURL as error:
        raise PolicyFault(BACKEND_UNREACHABLE, f"the URL is not valid: {error}") from error


def _redirected(request: httpx.Request, target: str, status: int) -> httpx.Request:
    url = request.url.join(target)
    headers = request.headers.copy()
    headers.pop("Host", None)
    if url.host != request.url.host:
        headers.pop("Authorization", None)
    if status == httpx.codes.SEE_OTHER:
        headers.pop("Content-Length", None)
        return httpx.Request("GET", url, headers=headers)
    return httpx.Request(request.method, url, headers=headers, content=request.content or None)

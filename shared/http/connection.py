"""A connection to an upstream: HTTP/1.1, parsed by llhttp as in Node.js."""

import asyncio
import zlib
from collections.abc import Callable
from typing import cast

import httpx
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from shared.http.exchange import Response

MAX_RESPONSE_BYTES = 8 * 1024 * 1024
_MAX_RECEIVED_BYTES = MAX_RESPONSE_BYTES + 64 * 1024  # with its head and the sizes of its chunks
_MAX_HEAD_BYTES = 64 * 1024
_MAX_JOINED_LENGTH = 8 * 1024  # joining takes the square of it
_GZIP = zlib.MAX_WBITS + 16
_FIRST_STATUS = 100
_FIRST_FINAL_STATUS = 200
_BODILESS = frozenset({204, 304})
_CODED = frozenset({"content-encoding", "content-length"})


class ResponseTooLarge(httpx.DecodingError):
    """The answer, decoded, is larger than a BFF will hold."""


class Connection(asyncio.Protocol):
    """Carries one request at a time; what does not go by the book closes it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, lost: Callable[["Connection"], None]) -> None:
        self._loop = loop
        self._lost = lost
        self._parser = HttpResponseParser(self)
        self._answer: asyncio.Future[Response] | None = None
        self._received = 0
        self._since_body = 0
        self._ends_with_connection = False
        self.reusable = False
        self.free_since = 0.0

    async def exchange(self, sent: bytes, until: float) -> Response:
        """The answer, by `until` on the loop's clock; raises ReadTimeout, ReadError or ResponseTooLarge."""
        self.reusable = False
        self._received = 0
        self._since_body = 0
        self._answer = self._loop.create_future()
        timer = self._loop.call_at(until, self._expire)
        try:
            self._transport.write(sent)
            return _decoded(await self._answer)
        finally:
            timer.cancel()
            self._answer = None
            if not self.reusable:
                self.close()

    def close(self) -> None:
        self.reusable = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        self._since_body += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._fail(httpx.ReadError(f"not an answer: {error}"))
        if self._received > _MAX_RECEIVED_BYTES or self._since_body > _MAX_HEAD_BYTES:
            self._fail(ResponseTooLarge("the answer is too large"))

    def connection_lost(self, error: Exception | None) -> None:
        self._lost(self)
        self.reusable = False
        if self._ends_with_connection and error is None:
            self._succeed()
        else:
            self._fail(httpx.ReadError("the answer broke off"))

    def on_message_begin(self) -> None:
        if self._answer is None or self._answer.done():
            raise ValueError("nobody asked")
        self._headers: dict[str, str] = {}
        self._fields = self._headers
        self._chunks: list[bytes] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        if key in self._fields:
            text = f"{self._fields[key]}, {text}"
            if len(text) > _MAX_JOINED_LENGTH:
                raise ValueError("too many headers of one name")
        self._fields[key] = text

    def on_headers_complete(self) -> None:
        self._fields = {}  # trailers come from now on, and nobody asked for any
        framed = "content-length" in self._headers or "transfer-encoding" in self._headers
        self._ends_with_connection = not framed and self._parser.get_status_code() not in _BODILESS

    def on_body(self, chunk: bytes) -> None:
        self._since_body = 0
        self._chunks.append(chunk)

    def on_message_complete(self) -> None:
        self._ends_with_connection = False
        status = self._parser.get_status_code()
        if status >= _FIRST_FINAL_STATUS:
            self.reusable = self._parser.should_keep_alive()
            self._succeed()
        elif status < _FIRST_STATUS:
            raise ValueError("not a status")

    def _succeed(self) -> None:
        if self._answer and not self._answer.done():
            status, body = self._parser.get_status_code(), b"".join(self._chunks)
            self._answer.set_result(Response(status, self._headers, body))

    def _expire(self) -> None:
        self._fail(httpx.ReadTimeout("no answer in time"))

    def _fail(self, error: Exception) -> None:
        self.close()
        if self._answer and not self._answer.done():
            self._answer.set_exception(error)


def _decoded(response: Response) -> Response:
    """Without its content coding, and no larger than a BFF will hold."""
    coding = response.headers.get("content-encoding")
    if coding and coding.lower() != "identity" and response.body:
        if coding.lower() != "gzip":
            raise httpx.ReadError("the answer has a content coding that was not asked for")
        kept = {name: value for name, value in response.headers.items() if name not in _CODED}
        response = Response(response.status, kept, _decompressed(response.body))
    if len(response.body) > MAX_RESPONSE_BYTES:
        raise ResponseTooLarge("the answer is too large")
    return response


def _decompressed(body: bytes) -> bytes:
    """At most one byte more than a BFF will hold."""
    decoder = zlib.decompressobj(_GZIP)
    try:
        plain = decoder.decompress(body, MAX_RESPONSE_BYTES + 1)
    except zlib.error as error:
        raise httpx.ReadError("the answer is not the gzip it says it is") from error
    if not decoder.eof and len(plain) <= MAX_RESPONSE_BYTES:
        raise httpx.ReadError("the answer's gzip breaks off")
    return plain

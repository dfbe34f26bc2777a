"""A client's connection: uvicorn's protocol with limits of size and time, and strict framing."""

from asyncio import TimerHandle, Transport
from enum import Enum
from uuid import uuid4

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from local.gateway.faults import status_body
from local.gateway.framing import MAX_HEADER_BYTES, MAX_URL_BYTES, objection
from local.gateway.statuses import reason_phrase


class Part(Enum):
    """What the client has begun to send and not ended."""

    NOTHING = "between requests"
    HEADER = "a request line and header fields"
    BODY = "a body and its trailers"


class Unacceptable(Exception):
    """A request that gets this status and nothing else."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Connection(HttpToolsProtocol):
    """Refuses a request that is too large or ambiguous, and hangs up on a client that stalls.

    Seconds are for a whole header, between two pieces of a body, and for a refused client to stop sending:
    closed earlier, it could lose the answer.
    """

    header_seconds = 10.0
    body_seconds = 30.0
    linger_seconds = 2.0
    _part = Part.NOTHING
    _unparsed = 0
    _refusal: int | None = None
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refusal:
            return
        self._unset_keepalive_if_required()
        self._unparsed += len(data)
        try:
            self._parse(data)
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause.status if isinstance(cause, Unacceptable) else 400)
            return
        if self._unparsed > MAX_URL_BYTES + MAX_HEADER_BYTES:
            self._refuse(431)
        else:
            self._watch()

    def _parse(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                self.parser.feed_data(rest)
            except httptools.HttpParserUpgrade as upgrade:
                # No other protocol is spoken here: what follows is the next request.
                rest = rest[upgrade.args[0] :]
            else:
                return

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._part = Part.HEADER

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MAX_URL_BYTES:
            raise Unacceptable(414)

    def on_headers_complete(self) -> None:
        version, upgrade = self.parser.get_http_version(), self.parser.should_upgrade()
        if status := objection(version, self.headers, upgrade=upgrade):
            raise Unacceptable(status)
        super().on_headers_complete()
        # The parser reports trailers as header fields, too late for them to be part of the request.
        self.headers = []
        self._enter(Part.BODY)

    def on_body(self, body: bytes) -> None:
        self._unparsed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._enter(Part.NOTHING)
        super().on_message_complete()

    def _enter(self, part: Part) -> None:
        self._part = part
        self._unparsed = 0
        self._unwatch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._refusal and not self._is_answering() and not self.transport.is_closing():
            self._answer(self._refusal)

    def _refuse(self, status: int) -> None:
        """Read no further, and say so once the requests before have their answers."""
        self._refusal = status
        self._unwatch()
        if not self._is_answering():
            self._answer(status)

    def _answer(self, status: int) -> None:
        """A last answer to a client that may be sending still; one whose answer has begun gets no second."""
        self._unset_keepalive_if_required()
        cycle = self.cycle
        if cycle and not cycle.response_complete:
            cycle.disconnected = True
            if cycle.response_started:
                self.transport.close()
                return
        body = status_body(status, reason_phrase(status))
        fields = [
            *self.server_state.default_headers,
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"x-correlation-id", uuid4().hex.encode()),
            (b"connection", b"close"),
        ]
        lines = [name + b": " + value + b"\r\n" for name, value in fields]
        self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n", body]))
        self.transport.write_eof()
        self._timer = self.loop.call_later(self.linger_seconds, self.transport.close)

    def _is_answering(self) -> bool:
        """Whether a request that came in whole, or one before it, has no answer yet."""
        if self.pipeline:
            return True
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    def _watch(self) -> None:
        """A body has time until its next piece; a header has it once, from its first byte."""
        if self._part is Part.BODY:
            self._unwatch()
            self._timer = self.loop.call_later(self.body_seconds, self._expire)
        elif self._timer is None and not (self._part is Part.NOTHING and self._is_answering()):
            self._timer = self.loop.call_later(self.header_seconds, self._expire)

    def _unwatch(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _expire(self) -> None:
        self._timer = None
        if self._is_answering():
            self._watch()
        else:
            self.transport.close()

"""The least HTTP/1.1 that serves keep-alive GETs, so that the upstream is never what limits a server."""

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from typing import cast

from bench.upstream.behaviour import Fault, Service
from bench.upstream.delay import DelayLine
from bench.upstream.documents import Body

_TRACE = re.compile(rb"\r\ntraceparent: *00-([0-9a-f]{32})-", re.IGNORECASE)
_HEAD = "HTTP/1.1 {} \r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n"
_FAILED = b'{"error":"fault","message":"failed on command"}'
_RUBBISH = b"<!doctype html><p>not what you asked for"


@dataclass(frozen=True)
class Bodies:
    """What answers a target: always the same bytes, or with products that nobody named before."""

    plain: Body
    unique: Body


class Connection(asyncio.Protocol):
    """One client's connection; a request is answered before the next one is read."""

    def __init__(self, service: Service, bodies: Bodies, lines: dict[float, DelayLine]) -> None:
        self._service = service
        self._bodies = bodies
        self._lines = lines
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head, self._received = self._received[:end], self._received[end + 4 :]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        self._service.calls += 1
        behaviour = self._service.behaviour
        fault = self._fault(head) if behaviour.fault_share else None
        answer = _BAD_ANSWERS.get(fault) or self._good(head)
        delay_ms = behaviour.delay_ms + (behaviour.slow_ms if fault == "slow" else 0)
        if fault != "hang":
            self._send_after(delay_ms, answer, fault == "reset")

    def _fault(self, head: bytes) -> Fault | None:
        trace = _TRACE.search(head)
        return self._service.fault(trace[1].decode() if trace else "")

    def _good(self, head: bytes) -> bytes:
        answer_to = self._bodies.unique if self._service.behaviour.unique else self._bodies.plain
        body = answer_to(head.split(b" ", 2)[1].decode())
        self._service.sent_bytes += len(body)
        return _response(200, body)

    def _send_after(self, delay_ms: float, answer: bytes, broken: bool) -> None:
        send = partial(self._send, answer, broken)
        if not delay_ms:
            send()
            return
        if delay_ms not in self._lines:
            self._lines[delay_ms] = DelayLine(asyncio.get_running_loop(), delay_ms / 1000)
        self._lines[delay_ms].enter(send)

    def _send(self, answer: bytes, broken: bool) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(answer)
        if broken:
            self._transport.close()


def _response(status: int, body: bytes, announced: int | None = None) -> bytes:
    return _HEAD.format(status, announced or len(body)).encode() + body


_BAD_ANSWERS: dict[Fault | None, bytes] = {
    "fail": _response(500, _FAILED),
    "rubbish": _response(200, _RUBBISH),
    "reset": _response(200, b'{"items":[', announced=1024),
}

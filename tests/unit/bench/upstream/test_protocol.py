import asyncio

from bench.upstream.behaviour import Behaviour, Service
from bench.upstream.protocol import Bodies, Connection

TRACE = b"\r\ntraceparent: 00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"
ASK = b"GET /orders?page=1 HTTP/1.1\r\nHost: x" + TRACE + b"\r\n\r\n"
ANSWER = b"HTTP/1.1 200 \r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n[/orders?page=1]"


class Wire(asyncio.Transport):
    """Keeps what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True


def connected(service: Service) -> tuple[Connection, Wire]:
    wire = Wire()
    bodies = Bodies(lambda target: f"[{target}]".encode(), lambda target: f"<{target}>".encode())
    connection = Connection(service, bodies, {})
    connection.connection_made(wire)
    return connection, wire


def test_requests_of_a_kept_connection_are_answered_and_counted() -> None:
    service = Service()
    connection, wire = connected(service)
    connection.data_received(ASK + ASK[:10])
    assert wire.written == ANSWER
    connection.data_received(ASK[10:])
    assert wire.written == ANSWER * 2
    assert (service.calls, service.sent_bytes) == (2, 32)


def test_a_fault_is_remembered_by_its_trace() -> None:
    service = Service()
    service.behave(Behaviour(fault_share=1, faults=("fail",)))
    connection, wire = connected(service)
    connection.data_received(ASK)
    assert wire.written.startswith(b"HTTP/1.1 500")
    assert (service.faults, service.faulty_traces) == ({"fail": 1}, {"a" * 32})


def test_a_reset_breaks_off_before_the_announced_end() -> None:
    service = Service()
    service.behave(Behaviour(fault_share=1, faults=("reset",)))
    connection, wire = connected(service)
    connection.data_received(ASK)
    assert b"content-length: 1024" in wire.written
    assert wire.closed


def test_a_hanging_service_counts_the_call_and_says_nothing() -> None:
    service = Service()
    service.behave(Behaviour(fault_share=1, faults=("hang",)))
    connection, wire = connected(service)
    connection.data_received(ASK)
    assert (service.calls, wire.written, wire.closed) == (1, b"", False)

"""Load by wrk: a closed loop of so many connections, each sending the next caller's request."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = Path(__file__).with_name("wrk.lua")
_TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Request:
    """A request as it goes over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    def wire(self) -> bytes:
        sent = {"Host": "127.0.0.1"} | self.headers
        if self.body:
            sent |= {"Content-Type": "application/json", "Content-Length": str(len(self.body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        return f"{self.method} {self.target} HTTP/1.1\r\n{head}\r\n".encode() + self.body


@dataclass(frozen=True)
class Load:
    """What came back; latencies in milliseconds, bytes with heads. The last four only when inspected."""

    seconds: float
    requests: int
    bytes: int
    failed: int
    lost: int
    p50: float
    p95: float
    p99: float
    max: float
    complete: int
    partial: int
    refused: int
    broken: int

    @property
    def unanswered(self) -> int:
        """Refused, answered with an error, or without an answer."""
        return self.failed + self.lost

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def closed_loop(
    url: str, requests: Sequence[Request], *, connections: int, seconds: int, inspect: bool = False
) -> Load:
    """wrk itself exits with an error when it cannot connect at all."""
    with tempfile.NamedTemporaryFile(suffix=".requests") as file:
        file.write(b"".join(request.wire() + b"\0" for request in requests))
        file.flush()
        words = (
            *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", f"{_TIMEOUT_SECONDS}s"),
            *("-s", str(_SCRIPT), url, "--", file.name, *(["inspect"] if inspect else [])),
        )
        output = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return Load(**json.loads(output.splitlines()[-1]))

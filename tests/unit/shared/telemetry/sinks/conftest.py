"""Whatever receives telemetry, on a real socket, remembering what it got."""

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Receiver:
    """`received` has the path and the JSON of each request; `answers` says what a path is answered."""

    url: str = ""
    received: list[tuple[str, Any]] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)
    status: int = 200

    def at(self, path: str) -> list[Any]:
        return [content for where, content in self.received if where == path]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            receiver.received.append((self.path, json.loads(body)))
            answer = receiver.answers.get(self.path, b"{}")
            self.send_response(receiver.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join()

"""Spans and metrics of a gateway process, as a monitor receives them."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

PROGRAM = """
import sys
from local.gateway import telemetry
from local.gateway.recording import record

stop = record(sys.argv[1])
telemetry.start_server_span("GET /a", {"note": "one"}, telemetry.parent_of({})).end()
telemetry.measure({"portico.channel": "shop", "http.response.status_code": 200, "url.path": "/a"}, 12, 0.5)
stop()
"""


@pytest.fixture
def monitor() -> Iterator[tuple[str, dict[str, Any]]]:
    """Its URL, and what it received by path."""
    received: dict[str, Any] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received[self.path] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_is_recorded_has_arrived_when_the_process_ends(monitor: tuple[str, dict[str, Any]]) -> None:
    """In a process of its own: a process has one provider."""
    url, received = monitor
    subprocess.run([sys.executable, "-c", PROGRAM, url], check=True)
    (spans,), (metrics,) = received["/v1/traces"]["resourceSpans"], received["/v1/metrics"]["resourceMetrics"]
    about = {pair["key"]: pair["value"]["stringValue"] for pair in spans["resource"]["attributes"]}
    assert about["service.name"] == "portico-gateway"
    assert about["service.instance.id"]
    assert spans["scopeSpans"][0]["spans"][0]["name"] == "GET /a"
    points = {metric["name"]: metric["histogram"] for metric in metrics["scopeMetrics"][0]["metrics"]}
    assert points.keys() == {"http.server.request.duration", "http.server.response.body.size"}
    assert {histogram["aggregationTemporality"] for histogram in points.values()} == {1}
    (duration,) = points["http.server.request.duration"]["dataPoints"]
    assert {pair["key"] for pair in duration["attributes"]} == {
        "portico.channel",
        "http.response.status_code",
    }

"""`python -m bench.collector PORT`: takes telemetry as a collector next door does, and throws it away."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench.process import HOST


class Handler(BaseHTTPRequestHandler):
    """Reads an export to its end and answers that all of it was taken; keeps the connection."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing, or the log would be the benchmark's largest file."""


if __name__ == "__main__":
    ThreadingHTTPServer((HOST, int(sys.argv[1])), Handler).serve_forever()

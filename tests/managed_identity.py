"""The managed identity endpoint that a function app has in Azure."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

HOST = "managed-identity.test"
TOKEN_PATH = "/msi/token"


class Endpoint:
    """Gives its token, good for `lifetime` seconds, unless it has a `failure`."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.token = "token-of-the-identity"
        self.lifetime = 3600.0
        self.failure: httpx.Response | Exception | None = None

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert (request.url.path, request.headers["x-identity-header"]) == (TOKEN_PATH, "secret-header")
        self.requests.append(request)
        if isinstance(self.failure, Exception):
            raise self.failure
        granted = {"access_token": self.token, "expires_on": str(int(time.time() + self.lifetime))}
        return self.failure or httpx.Response(200, json=granted)

    def resources(self) -> list[str]:
        """What tokens were asked for."""
        return [request.url.params["resource"] for request in self.requests]


@contextmanager
def served(endpoint: Endpoint) -> Iterator[str]:
    """The URL of its tokens, for whoever calls over the network."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = f"http://{self.headers['Host']}{self.path}"
            response = endpoint.answer(httpx.Request("GET", url, headers=dict(self.headers)))
            self.send_response(response.status_code)
            self.send_header("Content-Length", str(len(response.content)))
            self.end_headers()
            self.wfile.write(response.content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{TOKEN_PATH}"
        server.shutdown()
        thread.join()

"""The process around a FunctionsHost: one port, one event loop, an orderly end."""

import signal
import sys

import uvicorn

from local.functions.host import FunctionsHost
from local.serving import listen

_DRAIN_SECONDS = 5
_KEEP_ALIVE_SECONDS = 130  # as Kestrel, so that a gateway may keep its connections


def exit_on_signals() -> None:
    """End with code 0 on SIGTERM and SIGINT; a running server, which takes both first, drains before."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))


def serve(app: FunctionsHost, host: str, port: int) -> None:
    """Serve until a signal; then take no new connection and wait for requests in flight."""
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )
    uvicorn.Server(config).run(sockets=listen(host, port))

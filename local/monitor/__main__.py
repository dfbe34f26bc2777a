"""`python -m local.monitor --config FILE.json`: the monitor, until SIGTERM or SIGINT."""

import argparse
import signal
import socket
import sys
from pathlib import Path

import httpx
import uvicorn

from local.monitor import MonitorConfig, create_app
from local.monitor.config import read_config
from local.monitor.errors import StartError

GRACE_SECONDS = 1


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m local.monitor", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE.json")
    try:
        serve(read_config(parser.parse_args(words).config))
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def serve(config: MonitorConfig) -> None:
    """Listens last: a port that can be reached is one that answers."""
    server = uvicorn.Config(
        create_app(config, httpx.AsyncHTTPTransport()),
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with _listen(config) as listener:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        uvicorn.Server(server).run(sockets=[listener])


def _listen(config: MonitorConfig) -> socket.socket:
    try:
        return socket.create_server((config.host, config.port), backlog=2048)
    except OSError as error:
        raise StartError(f"cannot listen on {config.host}:{config.port}: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

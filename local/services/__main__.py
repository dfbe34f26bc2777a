"""`python -m local.services --config FILE.json`: one service, until SIGTERM or SIGINT."""

import argparse
import logging
import signal
import socket
import ssl
import sys
from asyncio import CancelledError
from pathlib import Path

import httpx
import uvicorn

from local.services import create_app
from local.services.config import ServiceConfig, read_config
from local.services.errors import StartError

GRACE_SECONDS = 1


def main(words: list[str]) -> int:
    arguments = argparse.ArgumentParser(prog="python -m local.services")
    arguments.add_argument("--config", type=Path, required=True)
    try:
        serve(read_config(arguments.parse_args(words).config))
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def serve(config: ServiceConfig) -> None:
    """Listens last: a port that can be reached is one that answers."""
    app = create_app(config, httpx.AsyncHTTPTransport(verify=_trust(config.ca_bundle)))
    server = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    logging.getLogger("uvicorn.error").addFilter(_not_on_command)
    with _listen(config) as listener:
        # Not sooner: while the service starts, SIGTERM ends it at once, even within one long SQLite call.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        uvicorn.Server(server).run(sockets=[listener])


def _listen(config: ServiceConfig) -> socket.socket:
    try:
        return socket.create_server((config.host, config.port), backlog=2048)
    except OSError as error:
        raise StartError(f"cannot listen on {config.host}:{config.port}: {error.strerror}") from error


def _trust(ca_bundle: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError as error:
        raise StartError(f"{ca_bundle}: {error.strerror or error}") from error


def _not_on_command(record: logging.LogRecord) -> bool:
    """Whether a log record is news: what `/_faults` resets, or hangs until the service ends, is not."""
    return not (record.exc_info and isinstance(record.exc_info[1], ConnectionResetError | CancelledError))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m local.clients --config FILE.json`: the web client's static website, until SIGTERM or SIGINT."""

import argparse
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from local.clients.website import StartError, WebsiteConfig, create_app, read_config

GRACE_SECONDS = 1


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m local.clients", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE.json")
    try:
        serve(read_config(parser.parse_args(words).config))
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def serve(config: WebsiteConfig) -> None:
    server = uvicorn.Config(
        create_app(config.root),
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with _listen(config) as listener:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        uvicorn.Server(server).run(sockets=[listener])


def _listen(config: WebsiteConfig) -> socket.socket:
    try:
        return socket.create_server((config.host, config.port), backlog=2048)
    except OSError as error:
        raise StartError(f"cannot listen on {config.host}:{config.port}: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m local.services --config FILE.json`: one service, until SIGTERM or SIGINT."""

import logging
import ssl
import sys
from asyncio import CancelledError
from pathlib import Path

import httpx

from local.errors import StartError
from local.services import create_app
from local.services.config import ServiceConfig
from local.serving import Served, read_config, run


def served(path: Path) -> Served:
    config = read_config(path, ServiceConfig)
    logging.getLogger("uvicorn.error").addFilter(_not_on_command)
    app = create_app(config, httpx.AsyncHTTPTransport(verify=_trust(config.ca_bundle)))
    return Served(app, config.host, config.port)


def _trust(ca_bundle: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError as error:
        raise StartError(f"{ca_bundle}: {error.strerror or error}") from error


def _not_on_command(record: logging.LogRecord) -> bool:
    """Whether a log record is news: what `/_faults` resets, or hangs until the service ends, is not."""
    return not (record.exc_info and isinstance(record.exc_info[1], ConnectionResetError | CancelledError))


def main(words: list[str]) -> int:
    return run("local.services", words, served)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

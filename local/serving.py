"""A part of the local Azure as a process: reads its configuration, listens, serves until it is told to end.

Parts know nothing of each other: here is how several of them run, not what any of them does.
"""

import argparse
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import uvicorn
from pydantic import BaseModel, ValidationError
from starlette.types import ASGIApp

from local.errors import StartError

Config = TypeVar("Config", bound=BaseModel)

GRACE_SECONDS = 1
BACKLOG = 2048
ACCEPTED_AT_ONCE = 32


@dataclass(frozen=True)
class Served:
    """An application and where it listens."""

    app: ASGIApp
    host: str
    port: int


def run(module: str, words: Sequence[str], read: Callable[[Path], Served]) -> int:
    """`python -m <module> --config FILE.json`: the exit code; `read` raises StartError."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE.json")
    try:
        serve(read(parser.parse_args(words).config))
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def read_config(path: Path, model: type[Config]) -> Config:
    """Raises StartError, which names the file and every wrong key."""
    try:
        return model.model_validate_json(path.read_bytes())
    except OSError as error:
        raise StartError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        raise StartError.invalid(str(path), error) from error


def serve(served: Served) -> None:
    """Listens last: a port that can be reached is one that answers."""
    server = uvicorn.Config(
        served.app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    listeners = listen(served.host, served.port)
    # Not sooner: until then SIGTERM ends a start at once, even within one long SQLite call.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    uvicorn.Server(server).run(sockets=listeners)


def listen(host: str, port: int) -> list[socket.socket]:
    """One listener many times over: a server on uvloop accepts one connection of each in a turn of the loop.

    Turns are long under load: new clients waited for seconds, behind those who ask again and again.
    Raises StartError, which names the address.
    """
    try:
        listener = socket.create_server((host, port), backlog=BACKLOG)
    except OSError as error:
        reason, _, _ = str(error.strerror).partition(" (while attempting")
        raise StartError(f"cannot listen on {host}:{port}: {reason}") from error
    return [listener, *(listener.dup() for _ in range(ACCEPTED_AT_ONCE - 1))]

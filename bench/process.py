"""A process of the benchmark: started on its cores, waited for, ended."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 30.0
STOP_WITHIN_SECONDS = 8.0
_POLL_SECONDS = 0.02


class StartError(Exception):
    """A process did not start; the message says which and why."""


@dataclass(frozen=True)
class Process:
    """A running process and the port it listens on."""

    pid: int
    port: int


@contextmanager
def running(
    command: Sequence[str],
    *,
    log: Path,
    port: int,
    cores: Iterable[int] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[Process]:
    """The process while it listens; without cores it shares ours. Raises StartError."""
    _refuse_taken(port)
    pinned = () if cores is None else ("taskset", "--cpu-list", ",".join(map(str, cores)))
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*pinned, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | dict(environment or {}),
        )
    try:
        _wait_for(process, port, log)
        yield Process(process.pid, port)
    finally:
        _end(process)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StartError(f"port {port} cannot be used: {error.strerror}") from None


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(_POLL_SECONDS)
    raise StartError(f"nothing listens on port {port}; see {log}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

"""Functions hosts of the desktop channel, each a process of its own, beside a running stack."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.system.browser import SESSION
from tests.system.stack import ROOT, Stack

READY_WITHIN_SECONDS = 20.0


@dataclass(frozen=True)
class HostProcess:
    """One function app instance, listening on a port of its own."""

    process: subprocess.Popen[bytes]
    port: int
    key: str

    async def exchange(self, http: httpx.AsyncClient, session: str) -> httpx.Response:
        """A session's cookie for its token, as the gateway asks for it."""
        url = f"http://127.0.0.1:{self.port}/desktop/session/exchange"
        headers = {"x-functions-key": self.key, "cookie": f"{SESSION}={session}"}
        return await http.post(url, headers=headers)


def config_of(stack: Stack) -> dict[str, Any]:
    """What the stack told its own host."""
    config: dict[str, Any] = json.loads((stack.home / str(stack.port) / "desktop.json").read_text("utf-8"))
    return config


@contextmanager
def started(stack: Stack, folder: Path, store: str) -> Iterator[HostProcess]:
    """Another host like the stack's own, with another session store; it listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    config = config_of(stack) | {"port": port, "durable_database": str(folder / f"{port}.db")}
    config["settings"] |= {"SESSION_STORE": store}
    path = folder / f"{port}.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    command = [sys.executable, "-m", "local.functions", "--config", str(path)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            _wait_for(process, port)
            yield HostProcess(process, port, config["host_keys"]["apim"])
        finally:
            process.kill()


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not _listens(port):
        assert process.poll() is None, "the host did not start"
        assert time.monotonic() < deadline, "the host does not listen"
        time.sleep(0.02)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

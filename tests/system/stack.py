"""The stack as a user starts it: real processes, real sockets."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@dataclass
class Stack:
    """A running stack, and its commands."""

    home: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run(self.home, self.port, *arguments)

    def addresses(self) -> dict[str, Any]:
        return dict(json.loads(self.run("addresses").stdout))

    def token(self, login: str = "alice", channel: str = "mobile") -> str:
        return self.run("token", "--channel", channel, "--as", login).stdout.strip()

    def get(self, path: str, token: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", headers={"authorization": f"Bearer {token}"})

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        with self.process:  # closes its pipe
            self.process.send_signal(signal.SIGINT)
            return self.process.wait(timeout=15)


def command(home: Path, port: int, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "local", "--port", str(port), "--home", str(home), *arguments]


def run(home: Path, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(home, port, *arguments), cwd=ROOT, text=True, capture_output=True, check=False
    )


def start(home: Path, port: int, *options: str) -> Stack:
    """Returns when the stack says that it is ready."""
    process = subprocess.Popen(
        command(home, port, *options, "up"),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said: list[str] = []
    for line in process.stdout or ():
        said.append(line)
        if line.startswith("ready"):
            return Stack(home, port, process)
    with process:  # it has ended: nothing of it is left behind
        pytest.fail("".join(said))

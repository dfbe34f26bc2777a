"""The process: it starts, answers, drains at SIGTERM, and says in one line why it cannot start."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

_APP = """
import asyncio, os
import azure.functions as func

app = func.FunctionApp()

@app.route("slow")
async def slow(req: func.HttpRequest) -> str:
    await asyncio.sleep(0.2)
    return os.environ["GREETING"]
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
def process(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    (tmp_path / "function_app.py").write_text(_APP)
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    config = {"port": port, "root": str(tmp_path), "master_key": "m", "settings": {"GREETING": "hello"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    command = [sys.executable, "-m", "local.functions", "--config", str(tmp_path / "config.json")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as started:  # our own command
        yield started
        started.kill()


def test_request_in_flight_is_answered_before_the_end(process: subprocess.Popen[str], port: int) -> None:
    _wait_for(port)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /api/slow?code=m HTTP/1.1\r\nHost: x\r\n\r\n")
        _wait_until_invoked(port)
        process.send_signal(signal.SIGTERM)
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"hello")
    assert process.wait(timeout=10) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_a_taken_port_is_told_in_one_line(port: int, request: pytest.FixtureRequest) -> None:
    with socket.create_server(("127.0.0.1", port)):
        process: subprocess.Popen[str] = request.getfixturevalue("process")
        _, said = process.communicate(timeout=10)
    assert said.startswith(f"local.functions: cannot listen on 127.0.0.1:{port}: Address already in use")
    assert said.count("\n") == 1
    assert process.returncode == 1


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail("the host did not start")


def _wait_until_invoked(port: int) -> None:
    status = f"http://127.0.0.1:{port}/admin/host/status?code=m"
    while httpx.get(status).json()["invocations"] == {"slow": 0}:
        pass

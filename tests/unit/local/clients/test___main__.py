"""The website as a process: it answers until it is told to stop."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.clients.__main__ import main
from local.clients.website import WebsiteConfig


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def taken(listener: socket.socket, tmp_path: Path) -> WebsiteConfig:
    """The configuration of a website whose port is in use."""
    return WebsiteConfig(host="127.0.0.1", port=listener.getsockname()[1], root=tmp_path)


def test_a_taken_port_is_named(
    taken: WebsiteConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "web.json"
    path.write_text(taken.model_dump_json())
    assert main(["--config", str(path)]) == 1
    said = capsys.readouterr().err
    assert said == f"cannot listen on 127.0.0.1:{taken.port}: Address already in use\n"


def test_a_failed_start_is_one_line_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(tmp_path / "none.json")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'none.json'}: No such file or directory\n"


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_until_a_signal_ends_it(
    taken: WebsiteConfig, listener: socket.socket, tmp_path: Path, end: signal.Signals
) -> None:
    listener.close()
    (tmp_path / "index.html").write_text("<p>index")
    path = tmp_path / "web.json"
    path.write_text(taken.model_dump_json())
    command = [sys.executable, "-m", "local.clients", "--config", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            assert _answer(f"http://127.0.0.1:{taken.port}/", process).text == "<p>index"
            process.send_signal(end)
            _, stderr = process.communicate()
        finally:
            process.kill()
    assert (process.returncode, stderr) == (0, b"")


def _answer(url: str, process: subprocess.Popen[bytes]) -> httpx.Response:
    """The first answer, once somebody listens."""
    while process.poll() is None:
        try:
            return httpx.get(url)
        except httpx.ConnectError:
            continue
    raise AssertionError("the website ended")

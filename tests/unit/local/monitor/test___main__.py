"""The monitor as a process: what it says when it cannot start."""

import json
import socket
from pathlib import Path

import pytest

from local.monitor.__main__ import main


def config(folder: Path, **changes: object) -> str:
    path = folder / "monitor.json"
    usual = {
        "host": "127.0.0.1",
        "port": 0,
        "database": str(folder / "m.db"),
        "gateway": "http://127.0.0.1:1",
    }
    path.write_text(json.dumps(usual | changes))
    return str(path)


def complaint(arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["--config", arguments]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    return told


def test_a_damaged_history_stops_the_start_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "m.db").write_bytes(b"rubbish" * 1_000)
    assert "m.db: not a usable history" in complaint(config(tmp_path), capsys)


def test_a_taken_port_stops_the_start_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port}" in complaint(config(tmp_path, port=port), capsys)

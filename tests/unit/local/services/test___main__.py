import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from local.services import ServiceConfig
from local.services.__main__ import main


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def taken(listener: socket.socket, config: Callable[[str], ServiceConfig]) -> ServiceConfig:
    """The configuration of a service whose port is in use."""
    return config("users").model_copy(update={"port": listener.getsockname()[1]})


Complaint = Callable[[ServiceConfig], str]


@pytest.fixture
def complaint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Complaint:
    """The one line that a failing start says on stderr."""

    def ask(config: ServiceConfig) -> str:
        path = tmp_path / "service.json"
        path.write_text(config.model_dump_json())
        assert main(["--config", str(path)]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        return said

    return ask


def test_a_taken_port_is_named(taken: ServiceConfig, complaint: Complaint) -> None:
    said = complaint(taken)
    assert said == f"cannot listen on 127.0.0.1:{taken.port}: Address already in use\n"


def test_port_stays_closed_until_the_data_is_there(
    taken: ServiceConfig, complaint: Complaint, tmp_path: Path
) -> None:
    """With both a taken port and no database to be had, the database is met first."""
    (tmp_path / "users.db").write_bytes(b"garbage")
    said = complaint(taken.model_copy(update={"database": tmp_path / "users.db"}))
    assert "users.db: not a usable database" in said


def test_missing_ca_bundle_is_named(
    taken: ServiceConfig, listener: socket.socket, complaint: Complaint, tmp_path: Path
) -> None:
    listener.close()
    said = complaint(taken.model_copy(update={"ca_bundle": tmp_path / "none.pem"}))
    assert "none.pem: No such file or directory" in said


def test_failed_start_is_one_line_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(tmp_path / "none.json")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'none.json'}: No such file or directory\n"


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_service_answers_until_a_signal_ends_it(
    taken: ServiceConfig, listener: socket.socket, tmp_path: Path, end: signal.Signals
) -> None:
    listener.close()
    path = tmp_path / "users.json"
    path.write_text(taken.model_copy(update={"database": tmp_path / "users.db"}).model_dump_json())
    command = [sys.executable, "-m", "local.services", "--config", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            _use(f"http://127.0.0.1:{taken.port}")
            process.send_signal(end)
            _, stderr = process.communicate()
        finally:
            process.kill()
    assert (process.returncode, stderr) == (0, b"")


def test_service_that_is_still_seeding_ends_at_once(
    config: Callable[[str], ServiceConfig], tmp_path: Path
) -> None:
    database = tmp_path / "data" / "orders.db"
    path = tmp_path / "orders.json"
    path.write_text(config("orders").model_copy(update={"database": database}).model_dump_json())
    command = [sys.executable, "-m", "local.services", "--config", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while not database.parent.exists() and process.poll() is None:
            pass
        process.terminate()
        _, stderr = process.communicate()
    assert (process.returncode, stderr) == (-signal.SIGTERM, b"")
    assert not database.exists()


def _use(address: str) -> None:
    """Waits for the service, then breaks one of its connections on command."""
    with httpx.Client(base_url=address, transport=httpx.HTTPTransport(retries=8)) as client:
        assert client.get("/_calls").json() == {"count": 0}
        assert client.put("/_faults", content=json.dumps({"kind": "reset"})).status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/users")

"""The process: two real servers, a clean end, and one clear line when it cannot start."""

import asyncio
import os
import signal
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from local.identity import IdentityConfig
from local.identity.__main__ import listening_servers, main, serve


@pytest.fixture
def config_file(config: IdentityConfig, tmp_path: Path) -> Path:
    """A configuration whose ports are whatever is free."""
    free = config.model_copy(update={"page_port": 0, "tls_port": 0})
    path = tmp_path / "identity.json"
    path.write_text(free.model_dump_json())
    return path


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
async def test_both_servers_answer_and_end_on_a_signal(
    config: IdentityConfig, config_file: Path, ending: signal.Signals
) -> None:
    servers = listening_servers(config_file)
    page, tls = (listener.getsockname()[1] for listener in servers.values())
    trust = ssl.create_default_context(cafile=config.state / "ca.pem")
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks, httpx.AsyncClient(verify=trust) as http:
        tasks.create_task(serve(servers))
        assert (await http.get(f"http://127.0.0.1:{page}/_calls")).status_code == 200
        assert (await http.get(f"https://127.0.0.1:{tls}/_calls")).status_code == 200
        assert (await http.get(f"https://localhost:{tls}/_calls")).status_code == 200
        os.kill(os.getpid(), ending)


def test_a_taken_port_is_one_clear_line(config: IdentityConfig, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        path = tmp_path / "identity.json"
        path.write_text(config.model_copy(update={"page_port": port}).model_dump_json())
        with pytest.raises(SystemExit, match=f"^identity: .*Address already in use.*{port}.*$"):
            main(["--config", str(path)])


def test_port_stays_closed_until_the_state_is_there(config: IdentityConfig, tmp_path: Path) -> None:
    """With both a taken port and damaged state, the state is met first."""
    (config.state / "ca.pem").write_bytes(b"")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        path = tmp_path / "identity.json"
        path.write_text(config.model_copy(update={"page_port": taken.getsockname()[1]}).model_dump_json())
        with pytest.raises(SystemExit, match=r"^identity: .*ca\.pem is damaged; .*$"):
            main(["--config", str(path)])


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("{}", "identity: IdentityConfig: page_port: Field required; .*"),
        ('{"hosts": 1}', ".*hosts: Extra inputs are not permitted"),
        ("not JSON", "identity: IdentityConfig: .*Invalid JSON.*"),
    ],
)
def test_bad_configuration_is_one_clear_line(tmp_path: Path, content: str, line: str) -> None:
    path = tmp_path / "identity.json"
    path.write_text(content)
    with pytest.raises(SystemExit, match=f"^{line}$"):
        main(["--config", str(path)])


def test_missing_configuration_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"^identity: .*No such file.*nowhere\.json"):
        main(["--config", str(tmp_path / "nowhere.json")])

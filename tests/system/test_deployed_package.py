"""The package that is deployed, unpacked elsewhere and served by the local Functions host alone.

Neither the package nor its process can see this project: a second folder holds the host, and nothing else.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from local.package import build
from local.stack.directory import read_directory
from local.stack.keys import new_keys
from local.stack.layout import Layout
from local.stack.parts import app_settings
from tests.system.stack import ROOT

CHANNELS = ("mobile", "desktop", "partner")
COLD_IMPORT = """
import json, sys, time
started = time.perf_counter()
import function_app
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "modules": sorted({name.partition(".")[0] for name in sys.modules})}))
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip file; beside it `app` as unpacked, and `host` with the local Functions host."""
    folder = tmp_path_factory.mktemp("deployed")
    build(ROOT, folder / "portico.zip")
    with zipfile.ZipFile(folder / "portico.zip") as archive:
        archive.extractall(folder / "app")
    shutil.copytree(ROOT / "local" / "functions", folder / "host" / "local" / "functions")
    for module in ("__init__", "errors", "serving", "sqlite"):
        shutil.copy(ROOT / "local" / f"{module}.py", folder / "host" / "local")
    return folder / "portico.zip"


def settings(channel: str, folder: Path) -> dict[str, str]:
    """As the stack gives them, less the files that are made when it starts."""
    layout = Layout(8080, home=folder / "state", root=ROOT)
    given = app_settings(layout, read_directory(layout), channel, new_keys())
    files = ("_ASSERTION_KEY", "_BUNDLE", "_FILE")
    return {name: value for name, value in given.items() if not name.endswith(files)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(package: Path, channel: str, tmp_path: Path) -> Iterator[httpx.Client]:
    port = free_port()
    config = {
        "port": port,
        "root": str(package.parent / "app"),
        "master_key": "master",
        "host_keys": {"apim": "key"},
        "settings": settings(channel, tmp_path),
        "durable_database": str(tmp_path / "durable.db"),
    }
    (tmp_path / "host.json").write_text(json.dumps(config), encoding="utf-8")
    command = [sys.executable, "-m", "local.functions", "--config", str(tmp_path / "host.json")]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(package.parent / "host")}
    with (
        subprocess.Popen(command, cwd=tmp_path, env=environment) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"x-functions-key": "key"}) as client,
    ):
        try:
            yield client
        finally:
            process.terminate()


def answered(client: httpx.Client, path: str) -> httpx.Response:
    """The first answer of a host that is starting."""
    transport = httpx.HTTPTransport(retries=12)  # backs off to about 8 s in all
    with httpx.Client(base_url=client.base_url, headers=client.headers, transport=transport) as patient:
        return patient.get(path)


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_package_serves_its_channel_without_this_project(
    package: Path, channel: str, tmp_path: Path
) -> None:
    with served(package, channel, tmp_path) as client:
        assert answered(client, f"/{channel}/health").json() == {"status": "ok", "channel": channel}
        committed = (ROOT / "infra" / "openapi" / f"{channel}.json").read_bytes()
        assert client.get(f"/{channel}/openapi.json").content == committed


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_cold_import_brings_only_its_own_channel(
    package: Path, channel: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"PATH": os.environ["PATH"]} | settings(channel, tmp_path)
    command = [sys.executable, "-c", COLD_IMPORT]
    app = package.parent / "app"
    outcome = subprocess.run(command, cwd=app, env=environment, capture_output=True, text=True, check=True)
    report = json.loads(outcome.stdout)
    with capsys.disabled():
        size = package.stat().st_size / 1024
        sys.stdout.write(f"\n{channel}: package {size:.0f} KiB, cold import {report['seconds']:.2f} s\n")
    others = {f"{name}_bff" for name in CHANNELS if name != channel}
    assert not others & set(report["modules"])
    assert "local" not in report["modules"]
    assert "tests" not in report["modules"]

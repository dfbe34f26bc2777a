"""A host process that is killed again and again at work: nothing is lost, nothing is recorded twice."""

import json
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

_ACTIVITIES = 120
_KILLS = 5
_APP = """
import asyncio, json
from datetime import timedelta
from pathlib import Path
import azure.durable_functions as df
import azure.functions as func

app = df.DFApp()

@app.route("start")
@app.durable_client_input(client_name="client")
async def start(req: func.HttpRequest, client) -> func.HttpResponse:
    return func.HttpResponse(await client.start_new("main", "mine", int(req.params["activities"])))

@app.route("status")
@app.durable_client_input(client_name="client")
async def status(req: func.HttpRequest, client) -> func.HttpResponse:
    found = await client.get_status("mine", show_history=True, show_history_output=True)
    told = {"status": found.runtime_status.value, "output": found.output, "history": found.historyEvents}
    return func.HttpResponse(json.dumps(told), mimetype="application/json")

@app.activity_trigger(input_name="number")
async def work(number: int) -> int:
    with Path("performed").open("a") as performed:
        performed.write(f"{number}\\n")
    await asyncio.sleep(0.002)
    if number % 10 == 7:
        raise ValueError(number)
    return number

@app.orchestration_trigger(context_name="context")
def main(context):
    results = []
    for start in range(0, context.get_input(), 12):
        numbers = range(start, start + 12)
        tasks = [context.call_activity("work", number) for number in numbers if number % 10 != 7]
        results += yield context.task_all(tasks)
        yield context.create_timer(context.current_utc_datetime + timedelta(milliseconds=5))
    try:
        yield context.call_activity_with_retry("work", df.RetryOptions(5, 3), 7)
    except Exception:
        return results
"""


class KilledHost:
    """A host process in a folder of its own, on one port and one database through all its lives."""

    def __init__(self, root: Path) -> None:
        self._performed = root / "performed"
        self._performed.touch()
        (root / "function_app.py").write_text(_APP)
        (root / "host.json").write_text('{"version": "2.0"}')
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        config = {
            "port": self.port,
            "root": str(root),
            "master_key": "m",
            "durable_database": str(root / "state" / "durable.db"),
        }
        (root / "config.json").write_text(json.dumps(config))
        self.command = [sys.executable, "-m", "local.functions", "--config", str(root / "config.json")]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True)
        self._wait(self._answers)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}/api/{path}", headers={"x-functions-key": "m"})

    def performed(self) -> list[int]:
        return [int(line) for line in self._performed.read_text().splitlines()]

    def kill_after(self, more: int) -> None:
        """SIGKILL once so many more activities were begun."""
        enough = len(self.performed()) + more
        self._wait(lambda: len(self.performed()) >= enough)
        self.process.kill()
        self.process.communicate()

    def wait_for_end(self) -> dict[str, Any]:
        self._wait(lambda: self.get("status").json()["status"] in {"Completed", "Failed"})
        return dict(self.get("status").json())

    def stop(self) -> str:
        """SIGTERM; what it said in its last life."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=10)[1]

    def _answers(self) -> bool:
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", self.port)) == 0

    def _wait(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not is_so():
            assert time.monotonic() < deadline, "the host does not get on"
            assert self.process.poll() is None, self.process.communicate()[1]
            time.sleep(0.002)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[KilledHost]:
    host = KilledHost(tmp_path)
    yield host
    host.process.kill()
    host.process.communicate()


def test_orchestration_survives_kills_at_random_moments(host: KilledHost) -> None:
    assert host.get(f"start?activities={_ACTIVITIES}").text == "mine"
    for _ in range(_KILLS):
        host.kill_after(random.SystemRandom().randrange(18))
        host.start()
    ended = host.wait_for_end()
    expected = [number for number in range(_ACTIVITIES) if number % 10 != 7]
    assert (ended["status"], ended["output"]) == ("Completed", expected)
    outcomes = Counter(event["EventType"] for event in ended["history"])
    assert (outcomes["TaskCompleted"], outcomes["TaskFailed"]) == (len(expected), 3)
    results = [event["Result"] for event in ended["history"] if event["EventType"] == "TaskCompleted"]
    assert sorted(results) == expected
    assert set(host.performed()) == {*expected, 7}
    assert "tries again" not in host.stop()
    assert host.process.returncode == 0


def test_second_host_on_one_database_is_refused_in_one_line(host: KilledHost, tmp_path: Path) -> None:
    config = json.loads((tmp_path / "config.json").read_text()) | {"port": host.port + 1}
    (tmp_path / "config.json").write_text(json.dumps(config))
    second = subprocess.run(host.command, capture_output=True, text=True, timeout=20, check=False)
    database = tmp_path / "state" / "durable.db"
    assert second.stderr.splitlines()[-1] == (
        f"local.functions: durable database {database}: another host is using it"
    )
    assert second.returncode == 1

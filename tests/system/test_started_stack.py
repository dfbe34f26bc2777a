"""The stack as a user starts it: real processes, real sockets, ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.system.conftest import ROOT

PORT = 21_000
URL = f"http://127.0.0.1:{PORT}"


@dataclass
class Stack:
    """A running stack, and its commands."""

    home: Path
    process: subprocess.Popen[str]
    said: list[str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(self.home, *arguments), cwd=ROOT, text=True, capture_output=True, check=False
        )

    def addresses(self) -> dict[str, Any]:
        return dict(json.loads(self.run("addresses").stdout))

    def token(self) -> str:
        return self.run("token", "--channel", "mobile", "--as", "alice").stdout.strip()


def command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "local", "--port", str(PORT), "--home", str(home), *arguments]


def start(home: Path) -> Stack:
    process = subprocess.Popen(
        command(home, "up"), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said: list[str] = []
    for line in process.stdout or ():
        said.append(line.strip())
        if line.startswith("ready"):
            return Stack(home, process, said)
    pytest.fail("\n".join(said))


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = start(tmp_path_factory.mktemp("home"))
    yield stack
    with stack.process:  # closes its pipe
        stack.process.send_signal(signal.SIGINT)


def eventually(answer: Callable[[], bool], within: float = 15.0) -> bool:
    deadline = time.monotonic() + within
    while not answer():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def get(path: str, token: str) -> httpx.Response:
    return httpx.get(f"{URL}{path}", headers={"authorization": f"Bearer {token}"})


def test_a_phone_gets_its_page_over_the_network_and_from_the_cache(stack: Stack) -> None:
    token = stack.token()
    answers = [get("/mobile/orders?page=1", token) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.headers["X-Cache"] for answer in answers] == ["miss", "hit"]


def test_the_addresses_name_every_part(stack: Stack) -> None:
    addresses = stack.addresses()
    assert {"gateway", "identity", "mobile", "orders", "products", "users"} <= addresses.keys()
    assert addresses["gateway"]["url"] == URL
    assert len(addresses["mobile"]["functionKey"]) > 30
    for part in addresses.values():
        os.kill(part["pid"], 0)


def test_the_demo_shows_a_hit_that_reached_no_bff(stack: Stack) -> None:
    lines = stack.run("demo").stdout.splitlines()
    flow_b = next(line for line in lines if line.startswith("B"))
    assert flow_b.split()[-3:] == ["hit", "0", "0"]


def test_a_killed_bff_is_503_meanwhile_and_comes_back(stack: Stack) -> None:
    token, victim = stack.token(), stack.addresses()["mobile"]["pid"]
    os.kill(victim, signal.SIGKILL)
    statuses: list[int] = []

    def answers_again() -> bool:
        answer = get(f"/mobile/orders?page={len(statuses) + 2}", token)
        statuses.append(answer.status_code)
        if answer.status_code != 200:
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        return 503 in statuses and answer.status_code == 200

    assert eventually(answers_again), statuses
    assert stack.addresses()["mobile"]["pid"] != victim


def test_a_second_stack_on_the_same_port_is_refused_in_one_line(stack: Stack) -> None:
    refused = stack.run("up")
    assert refused.returncode == 1
    assert refused.stderr == f"portico: a stack already runs on port {PORT}\n"


def test_a_taken_port_is_refused_in_one_line(stack: Stack, tmp_path: Path) -> None:
    refused = subprocess.run(command(tmp_path, "up"), cwd=ROOT, text=True, capture_output=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "cannot be used: Address already in use" in refused.stderr


def test_commands_without_a_stack_say_how_to_start_one(tmp_path: Path) -> None:
    refused = subprocess.run(
        command(tmp_path, "token"), cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr == f"portico: nothing runs on port {PORT}; start it with: make up PORT={PORT}\n"


def test_ctrl_c_ends_every_process(tmp_path_factory: pytest.TempPathFactory, stack: Stack) -> None:
    pids = [part["pid"] for part in stack.addresses().values()]
    stack.process.send_signal(signal.SIGINT)
    assert stack.process.wait(timeout=15) == 0

    def gone(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False

    assert all(gone(pid) for pid in pids)

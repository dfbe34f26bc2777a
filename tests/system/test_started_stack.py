"""The stack as a user starts it: its commands, a part that dies, ctrl-C."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.system.stack import Stack, run, start


def eventually(answer: Callable[[], bool], within: float = 15.0) -> bool:
    deadline = time.monotonic() + within
    while not answer():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_phone_gets_its_page_over_the_network_and_from_the_cache(stack: Stack) -> None:
    token = stack.token("yusuf")
    answers = [stack.get("/mobile/orders?page=1", token) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.headers["X-Cache"] for answer in answers] == ["miss", "hit"]


def test_the_addresses_name_every_part(stack: Stack) -> None:
    addresses = stack.addresses()
    assert {"gateway", "identity", "mobile", "orders", "products", "users"} <= addresses.keys()
    assert addresses["gateway"]["url"] == stack.url
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
        answer = stack.get(f"/mobile/orders?page={len(statuses) + 2}", token)
        statuses.append(answer.status_code)
        if answer.status_code != 200:
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        return 503 in statuses and answer.status_code == 200

    assert eventually(answers_again), statuses
    assert stack.addresses()["mobile"]["pid"] != victim


def test_desktop_goes_on_while_mobile_is_dead(stack: Stack) -> None:
    token = stack.token(channel="desktop")
    os.kill(stack.addresses()["mobile"]["pid"], signal.SIGKILL)
    assert [stack.get("/desktop/orders?pages=1", token).status_code for _ in range(10)] == [200] * 10
    assert eventually(lambda: httpx.get(f"{stack.url}/mobile/health").status_code == 200)


def test_a_second_stack_on_the_same_port_is_refused_in_one_line(stack: Stack) -> None:
    refused = stack.run("up")
    assert refused.returncode == 1
    assert refused.stderr == f"portico: a stack already runs on port {stack.port}\n"


def test_a_taken_port_is_refused_in_one_line(stack: Stack, tmp_path: Path) -> None:
    refused = run(tmp_path, stack.port, "up")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "cannot be used: Address already in use" in refused.stderr


def test_commands_without_a_stack_say_how_to_start_one(tmp_path: Path) -> None:
    refused = run(tmp_path, 22_000, "token")
    assert refused.returncode == 1
    assert refused.stderr == "portico: nothing runs on port 22000; start it with: make up PORT=22000\n"


def test_ctrl_c_ends_every_process(tmp_path: Path) -> None:
    stack = start(tmp_path, 22_000)
    pids = [part["pid"] for part in stack.addresses().values()]
    assert stack.stop() == 0
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

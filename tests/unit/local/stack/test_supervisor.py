"""Parts are kept running and end with the stack; what stands in the way of a start is told in one line."""

import asyncio
import os
import signal
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from local.errors import StartError
from local.stack.parts import Part
from local.stack.supervisor import Supervisor, refuse_taken_ports

MODULE = "tests.unit.local.stack.listener"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listener(**config: object) -> Part:
    port = free_port()
    return Part("listener", MODULE, {"port": port} | config, (port,))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    (tmp_path / "logs").mkdir()
    return tmp_path


def test_a_taken_port_is_named_with_the_part_that_wants_it() -> None:
    part = listener()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", part.ports[0]))
        taken.listen()
        with pytest.raises(StartError, match=rf"port {part.ports[0]} \(listener\) cannot be used"):
            refuse_taken_ports([part])


async def test_a_part_that_dies_is_started_again_and_ends_with_the_stack(state: Path) -> None:
    part, seen = listener(), list[int]()
    again = asyncio.Event()

    def on_change(pids: Mapping[str, int]) -> None:
        seen.append(pids["listener"])
        if len(seen) > 1:
            again.set()

    async def drill() -> None:
        await again.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    supervisor = Supervisor([part], state, on_change)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(drill())
        await supervisor.run(lambda: os.kill(seen[0], signal.SIGKILL))
    assert seen[0] != seen[1]
    with pytest.raises(ProcessLookupError):
        os.kill(seen[-1], 0)


async def test_a_part_that_cannot_be_started_again_is_tried_later(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen, again = list[int](), asyncio.Event()

    def on_change(pids: Mapping[str, int]) -> None:
        seen.append(pids["listener"])
        if len(seen) == 2:
            os.kill(seen[-1], signal.SIGKILL)
            raise OSError("no space left")
        if len(seen) == 3:
            again.set()

    async def drill() -> None:
        await again.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    supervisor = Supervisor([listener()], state, on_change)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(drill())
        await supervisor.run(lambda: os.kill(seen[0], signal.SIGKILL))
    assert "listener cannot be started: no space left\n" in capsys.readouterr().out


async def test_a_part_that_cannot_start_stops_the_start_with_its_own_words(state: Path) -> None:
    supervisor = Supervisor([listener(complaint="the database is corrupt")], state, lambda _: None)
    with pytest.raises(StartError, match="listener did not start: the database is corrupt"):
        await supervisor.run(lambda: None)


async def test_a_part_that_ends_without_a_word_is_told_with_the_room_on_its_disk(state: Path) -> None:
    supervisor = Supervisor([listener(silent=True)], state, lambda _: None)
    with pytest.raises(
        StartError, match=r"listener did not start: it left no message; its disk has \d+ MiB left"
    ):
        await supervisor.run(lambda: None)

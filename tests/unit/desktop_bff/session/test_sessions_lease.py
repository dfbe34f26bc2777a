"""One process at a time: the lease on a renewal, and what may be used once."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop_bff.session.sessions import Sessions
from shared.problems import UpstreamUnavailable
from tests.clock import Clock
from tests.unit.desktop_bff.session.conftest import Open
from tests.unit.desktop_bff.session.outages import unwritable


async def test_a_name_is_used_first_once(sessions: Sessions, opened: Open, clock: Clock) -> None:
    assert await sessions.first_use("login", 60)
    assert not await opened().first_use("login", 60)
    clock.now += 60
    assert await opened().first_use("login", 60)


async def test_one_process_at_a_time_is_alone(opened: Open) -> None:
    alone: list[str] = []

    async def work(sessions: Sessions) -> None:
        async with sessions.alone("renewal"):
            alone.append("begins")
            await asyncio.sleep(0.01)
            alone.append("ends")

    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(work(opened()))
    assert alone == ["begins", "ends"] * 3


async def test_who_fails_alone_leaves_the_place_free(sessions: Sessions) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            async with sessions.alone("renewal"):
                raise ZeroDivisionError


async def test_a_lease_is_renewed_while_the_work_lasts(opened: Open, clock: Clock) -> None:
    sessions, other = opened(lease_seconds=0.06), opened()
    async with sessions.alone("renewal"):
        for _ in range(4):
            await asyncio.sleep(0.03)
            clock.now += 0.03
            assert not await other.first_use("renewal", 1)
    assert await other.first_use("renewal", 1)


async def test_the_lease_of_a_process_that_died_runs_out(opened: Open, clock: Clock) -> None:
    assert await opened().first_use("renewal", 10), "as a process that never comes back takes it"
    clock.now += 10
    async with asyncio.timeout(1), opened().alone("renewal"):
        pass


async def test_a_lease_outlives_a_short_outage_of_the_store(opened: Open, clock: Clock, path: Path) -> None:
    sessions, other = opened(lease_seconds=0.06), opened()
    async with sessions.alone("renewal"):
        with unwritable(path):
            await asyncio.sleep(0.03)
        for _ in range(4):
            await asyncio.sleep(0.03)
            clock.now += 0.03
            assert not await other.first_use("renewal", 1)


async def test_a_lease_that_cannot_be_given_back_hides_no_result(sessions: Sessions, path: Path) -> None:
    async def work() -> str:
        async with sessions.alone("renewal"):
            outage.enter_context(unwritable(path))
            return "done"

    with ExitStack() as outage:
        assert await work() == "done"


async def test_waiting_for_a_lease_in_an_outage_is_unavailable(sessions: Sessions, path: Path) -> None:
    await sessions.first_use("anything", 1)
    with unwritable(path), pytest.raises(UpstreamUnavailable):
        async with sessions.alone("renewal"):
            pytest.fail("nobody can be alone in a store that is down")

"""Concurrent calls for the same thing become one."""

import asyncio

import pytest

from shared.resilience.single_flight import SingleFlight


class Work:
    """Runs until it is released; counts how often it was begun."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun = 0
        self.finished = False
        self.release = asyncio.Event()
        self._error = error

    async def __call__(self) -> str:
        self.begun += 1
        await self.release.wait()
        self.finished = True
        if self._error:
            raise self._error
        return "done"


async def start(flights: SingleFlight[str], work: Work, *keys: str) -> list[asyncio.Task[str]]:
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(flights.run(key, work)) for key in keys]
    await asyncio.sleep(0)
    return tasks


async def test_one_key_is_one_flight() -> None:
    flights, work = SingleFlight[str](), Work()
    tasks = await start(flights, work, "a", "a", "a", "b")
    work.release.set()
    assert [await task for task in tasks] == ["done"] * 4
    assert work.begun == 2


async def test_everybody_gets_the_error() -> None:
    flights, work = SingleFlight[str](), Work(ValueError("broken"))
    tasks = await start(flights, work, "a", "a")
    work.release.set()
    for task in tasks:
        with pytest.raises(ValueError, match="broken"):
            await task


async def test_a_leader_that_is_cancelled_leaves_its_followers_their_result() -> None:
    flights, work = SingleFlight[str](), Work()
    leader, follower = await start(flights, work, "a", "a")
    leader.cancel()
    await asyncio.sleep(0)
    work.release.set()
    assert await follower == "done"
    assert work.begun == 1


async def test_a_flight_that_has_landed_is_forgotten() -> None:
    flights, work = SingleFlight[str](), Work()
    work.release.set()
    await flights.run("a", work)
    await flights.run("a", work)
    assert work.begun == 2


async def test_whoever_asks_in_the_moment_of_landing_has_a_flight_of_their_own() -> None:
    flights, first, second = SingleFlight[str](), Work(), Work()

    async def land() -> str:
        await first()
        late.append(asyncio.get_running_loop().create_task(flights.run("a", second)))
        return "first"

    late: list[asyncio.Task[str]] = []
    task = asyncio.get_running_loop().create_task(flights.run("a", land))
    await asyncio.sleep(0)
    first.release.set()
    second.release.set()
    assert await task == "first"
    assert (await late[0], second.begun) == ("done", 1)
    await flights.run("a", second)
    assert second.begun == 2


async def test_work_that_nobody_waits_for_any_more_goes_on() -> None:
    flights, work = SingleFlight[str](), Work()
    tasks = await start(flights, work, "a", "a")
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    (late,) = await start(flights, work, "a")
    work.release.set()
    assert await late == "done"
    assert work.begun == 1

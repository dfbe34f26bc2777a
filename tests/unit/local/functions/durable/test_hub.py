"""How the task hub goes about its work: within its limits, and on after a fault of its own."""

import asyncio
import json
import sqlite3
from random import SystemRandom

import pytest

from local.functions.durable.hub import TaskHub
from local.functions.durable.instances import Query, Status
from local.functions.durable.management import Management
from local.functions.durable.store import Store
from local.functions.durable.turns import Turn
from local.functions.host_json import DurableTaskOptions
from tests.clock import Clock
from tests.unit.local.functions.durable.durable_app import Context, DurableApp, Steps
from tests.unit.local.functions.durable.rehearsal import ChancyFunctions
from tests.unit.local.functions.durable.world import ADVICE, hosted

pytestmark = pytest.mark.filterwarnings(ADVICE)

_NOTHING_TO_DO = json.dumps({"steps": [], "rounds": 0})


class Busy:
    """Counts how many are within at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def work(self) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        for _ in range(9):
            await asyncio.sleep(0)
        self.now -= 1


@pytest.mark.parametrize("limit", [1, 3])
async def test_no_more_activities_than_allowed_are_under_way(app: DurableApp, limit: int) -> None:
    busy = Busy()

    @app.activity
    async def work(number: int) -> int:
        await busy.work()
        return number

    @app.orchestrator
    def main(context: Context) -> Steps:
        return (yield context.task_all([context.call_activity("work", number) for number in range(12)]))

    async with hosted(app.functions, maxConcurrentActivityFunctions=limit) as world:
        assert await world.run("main") == list(range(12))
    assert busy.most == limit


@pytest.mark.parametrize("limit", [1, 3])
async def test_no_more_turns_than_allowed_are_under_way(limit: int) -> None:
    busy = Busy()

    class BusyFunctions(ChancyFunctions):
        async def orchestrate(self, name: str, context: str, trace_parent: str) -> str:
            await busy.work()
            return await super().orchestrate(name, context, trace_parent)

    store, functions = Store(None), BusyFunctions(SystemRandom())
    options = DurableTaskOptions.model_validate({"maxConcurrentOrchestratorFunctions": limit})
    hub = TaskHub(store, functions, options, Clock(), checks_replay=False)
    management = Management(store, functions, Clock(), hub.wake)
    async with hub.running():
        for number in range(12):
            management.start("program", str(number), _NOTHING_TO_DO, None)
        await hub.quiet()
    assert {instance.status for instance in management.find(Query())} == {Status.COMPLETED}
    assert busy.most == limit


class FullStore(Store):
    """There is no room for the first turn it is to record."""

    refused = 0

    def record(self, turn: Turn) -> None:
        if not self.refused:
            self.refused += 1
            raise sqlite3.OperationalError("database or disk is full")
        super().record(turn)


async def test_turn_that_could_not_be_recorded_is_run_again(caplog: pytest.LogCaptureFixture) -> None:
    store, functions = FullStore(None), ChancyFunctions(SystemRandom())
    hub = TaskHub(store, functions, DurableTaskOptions(), Clock(), checks_replay=False)
    management = Management(store, functions, Clock(), hub.wake)
    async with hub.running():
        management.start("program", "mine", _NOTHING_TO_DO, None)
        await hub.quiet()
        assert management.get("mine").status is Status.COMPLETED
    assert "could not complete mine and tries again" in caplog.text
    assert "database or disk is full" in caplog.text

"""What survives the end of a host: everything that was recorded, and what was under way is done again."""

import asyncio
from datetime import timedelta
from pathlib import Path

import azure.durable_functions as df
import pytest

from local.functions import DurableSettings
from tests.clock import Clock
from tests.unit.local.functions.durable.durable_app import Context, DurableApp, Steps
from tests.unit.local.functions.durable.world import ADVICE, hosted

pytestmark = pytest.mark.filterwarnings(ADVICE)

Runtime = df.OrchestrationRuntimeStatus


class Counted:
    """Two activities in turn; the second, once `begun`, waits for the `gate`."""

    def __init__(self) -> None:
        self.performed: list[str] = []
        self.begun = asyncio.Event()
        self.gate = asyncio.Event()

    def app(self) -> df.DFApp:
        app = DurableApp()

        @app.activity
        async def first(nothing: object) -> str:
            self.performed.append("first")
            return "one"

        @app.activity
        async def second(nothing: object) -> str:
            self.performed.append("second")
            self.begun.set()
            await self.gate.wait()
            return "two"

        @app.orchestrator
        def main(context: Context) -> Steps:
            one = yield context.call_activity("first")
            two = yield context.call_activity("second")
            yield context.create_timer(context.current_utc_datetime + timedelta(hours=1))
            return [one, two]

        return app.functions


async def test_activity_cut_short_is_performed_again_and_one_with_a_result_is_not(tmp_path: Path) -> None:
    counted, settings = Counted(), DurableSettings(tmp_path / "durable.db", clock=Clock())
    async with hosted(counted.app(), settings) as world:
        await world.client.start_new("main", "mine")
        await counted.begun.wait()
    counted.gate.set()
    async with hosted(counted.app(), settings) as world:
        assert (await world.settled("mine")).runtime_status is Runtime.Running
    async with hosted(counted.app(), settings) as world:
        assert (await world.finished("mine")).output == ["one", "two"]
        outcomes = [event for event in await world.history("mine") if event["EventType"] == "TaskCompleted"]
    assert counted.performed == ["first", "second", "second"]
    assert [event["Result"] for event in outcomes] == ["one", "two"]


async def test_timer_that_fell_due_while_no_host_ran_fires_at_the_start(tmp_path: Path) -> None:
    counted, clock = Counted(), Clock()
    counted.gate.set()
    settings = DurableSettings(tmp_path / "durable.db", clock=clock)
    async with hosted(counted.app(), settings) as world:
        await world.client.start_new("main", "mine")
        assert (await world.settled("mine")).runtime_status is Runtime.Running
    clock.now += 7200
    async with hosted(counted.app(), settings) as world:
        status = await world.settled("mine")
    assert status.runtime_status is Runtime.Completed


async def test_event_for_a_host_that_went_is_heard_by_the_next(tmp_path: Path) -> None:
    def app() -> df.DFApp:
        app = DurableApp()

        @app.orchestrator
        def main(context: Context) -> Steps:
            return (yield context.wait_for_external_event("go"))

        return app.functions

    settings = DurableSettings(tmp_path / "durable.db", clock=Clock())
    async with hosted(app(), settings) as world:
        await world.client.start_new("main", "mine")
        await world.client.raise_event("mine", "go", 1)
    async with hosted(app(), settings) as world:
        assert (await world.settled("mine")).output == "1"


async def test_changed_orchestrator_is_found_out(tmp_path: Path) -> None:
    settings = DurableSettings(tmp_path / "durable.db", clock=Clock())
    async with hosted(_calling("before"), settings) as world:
        await world.client.start_new("main", "mine")
        await world.settled("mine")
    async with hosted(_calling("after"), settings) as world:
        await world.client.raise_event("mine", "go")
        assert (await world.settled("mine")).output == (
            "Orchestrator function 'main' failed: it is not deterministic: "
            "it no longer starts task 0, before at this point"
        )


async def test_activity_that_is_gone_fails_its_task(tmp_path: Path) -> None:
    counted, settings = Counted(), DurableSettings(tmp_path / "durable.db", clock=Clock())
    async with hosted(counted.app(), settings) as world:
        await world.client.start_new("main", "mine")
        await counted.begun.wait()
    async with hosted(_calling("first"), settings) as world:
        assert "The function 'second' doesn't exist" in (await world.settled("mine")).output


def _calling(activity: str) -> df.DFApp:
    """An app whose one activity has this name, and whose orchestrator calls it."""
    app = DurableApp()

    def perform(nothing: object) -> None: ...

    perform.__name__ = activity
    app.activity(perform)

    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.call_activity(activity)
        yield (
            context.call_activity("second") if activity == "first" else context.wait_for_external_event("go")
        )

    return app.functions

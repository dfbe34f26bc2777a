"""The replay check finds what makes an orchestrator decide one way once and another way later."""

import random
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.unit.local.functions.durable.durable_app import Context, DurableApp, Steps
from tests.unit.local.functions.durable.world import ADVICE, hosted

pytestmark = pytest.mark.filterwarnings(ADVICE)

_FAULT = "Orchestrator function 'main' failed: it is not deterministic: over its first "


@pytest.mark.parametrize("impure", [time.perf_counter_ns, random.SystemRandom().random])
async def test_input_that_changes_from_run_to_run_is_found(
    app: DurableApp, impure: Callable[[], object]
) -> None:
    @app.activity
    def echo(given: object) -> object:
        return given

    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.call_activity("echo", 1)
        yield context.call_activity("echo", impure())

    async with hosted(app.functions) as world:
        assert await world.run("main") == f"{_FAULT}6 events two runs differ"


async def test_tasks_that_change_with_what_is_heard_later_are_found(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.task_any([context.wait_for_external_event(name) for name in "ab"])
        yield context.create_timer(context.current_utc_datetime + timedelta(seconds=len(context.histories)))

    async with hosted(app.functions) as world:
        started = await world.client.start_new("main")
        await world.client.suspend(started, "so that both events are heard in one turn")
        await world.settled(started)
        for name in "ab":
            await world.client.raise_event(started, name)
        await world.client.resume(started, "now")
        assert (await world.settled(started)).output == (
            f"{_FAULT}10 events its tasks change with what it hears later"
        )


async def test_deterministic_orchestrator_passes(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.task_any([context.wait_for_external_event(name) for name in "ab"])
        return [context.new_uuid(), str(context.current_utc_datetime)]

    async with hosted(app.functions) as world:
        started = await world.client.start_new("main")
        for name in "ab":
            await world.client.raise_event(started, name)
        assert len((await world.settled(started)).output) == 2

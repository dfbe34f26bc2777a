"""What orchestrations can do, seen through the SDK's client."""

from datetime import timedelta
from typing import Any

import azure.durable_functions as df
import pytest

from tests.unit.local.functions.durable.durable_app import Context, DurableApp, Steps
from tests.unit.local.functions.durable.world import ADVICE, hosted

pytestmark = pytest.mark.filterwarnings(ADVICE)

Runtime = df.OrchestrationRuntimeStatus


@pytest.fixture(autouse=True)
def activities(app: DurableApp) -> list[int]:
    """`double` of a number, and `failing`, which fails until it was called as often as its input says."""
    calls: list[int] = []

    @app.activity
    async def double(number: int) -> int:
        return number * 2

    @app.activity
    def failing(times: int) -> str:
        calls.append(times)
        if len(calls) < times:
            raise ValueError(f"failure {len(calls)}")
        return f"after {len(calls)}"

    return calls


async def test_result_of_an_activity_comes_back_as_it_was(app: DurableApp) -> None:
    @app.activity
    def echo(given: dict) -> dict:  # type: ignore[type-arg]  # the worker takes bare classes only
        return {"got": given}

    @app.orchestrator
    def main(context: Context) -> Steps:
        return (yield context.call_activity("echo", context.get_input()))

    async with hosted(app.functions) as world:
        assert await world.run("main", {"a": [1, None, "ü"]}) == {"got": {"a": [1, None, "ü"]}}


async def test_activities_fan_out_and_their_results_keep_the_order(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        return (yield context.task_all([context.call_activity("double", n) for n in range(20)]))

    async with hosted(app.functions) as world:
        assert await world.run("main") == [n * 2 for n in range(20)]


async def test_orchestrator_that_yields_nothing_is_done_at_once(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> str:
        return f"{context.get_input()} of {context.instance_id}"

    async with hosted(app.functions) as world:
        assert await world.run("main", "an echo", "an-id") == "an echo of an-id"


async def test_failed_activity_fails_an_orchestration_that_does_not_catch(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.call_activity("failing", 2)

    async with hosted(app.functions) as world:
        status = await world.finished(await world.client.start_new("main"))
        assert status.runtime_status is Runtime.Failed
        fault = "Activity function 'failing' failed: ValueError: failure 1"
        assert status.output.strip() == f"Orchestrator function 'main' failed: {fault}"


async def test_failed_activity_can_be_caught(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        try:
            yield context.call_activity("failing", 2)
        except Exception:  # noqa: BLE001 - the SDK raises no other
            return (yield context.call_activity("failing", 2))

    async with hosted(app.functions) as world:
        assert await world.run("main") == "after 2"


async def test_activity_is_retried_after_its_back_off(app: DurableApp, activities: list[int]) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        return (yield context.call_activity_with_retry("failing", df.RetryOptions(5_000, 3), 3))

    async with hosted(app.functions) as world:
        started = await world.client.start_new("main")
        await world.settled(started)
        assert len(activities) == 1
        world.clock.now += 5
        await world.settled(started)
        assert len(activities) == 2
        assert (await world.finished(started)).output == "after 3"


async def test_last_failure_of_a_retried_activity_is_raised_after_one_more_back_off(
    app: DurableApp, activities: list[int]
) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        start = context.current_utc_datetime
        try:
            yield context.call_activity_with_retry("failing", df.RetryOptions(5_000, 3), 9)
        except Exception as error:  # noqa: BLE001 - the SDK raises no other
            return [str(error).strip(), (context.current_utc_datetime - start).total_seconds()]

    async with hosted(app.functions) as world:
        assert await world.run("main") == ["Activity function 'failing' failed: ValueError: failure 3", 15]
        assert len(activities) == 3


async def test_sub_orchestration_knows_its_parent_and_tells_its_result(app: DurableApp) -> None:
    @app.orchestrator
    def child(context: Context) -> Steps:
        doubled = yield context.call_activity("double", context.get_input())
        return [doubled, context.instance_id, context.parent_instance_id]

    @app.orchestrator
    def main(context: Context) -> Steps:
        named = yield context.call_sub_orchestrator("child", 1, "a-child")
        unnamed = yield context.call_sub_orchestrator("child", 2)
        return [named, unnamed[0]]

    async with hosted(app.functions) as world:
        assert await world.run("main", None, "a-parent") == [[2, "a-child", "a-parent"], 4]


async def test_failed_sub_orchestration_is_retried(app: DurableApp) -> None:
    @app.orchestrator
    def child(context: Context) -> Steps:
        return (yield context.call_activity("failing", 2))

    @app.orchestrator
    def main(context: Context) -> Steps:
        retry = df.RetryOptions(1_000, 2)
        return (yield context.call_sub_orchestrator_with_retry("child", retry, None, "a-child"))

    async with hosted(app.functions) as world:
        assert await world.run("main") == "after 2"


async def test_sub_orchestration_cannot_take_the_id_of_a_live_instance(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.call_sub_orchestrator("main", None, context.instance_id)

    async with hosted(app.functions) as world:
        assert "the id mine is still under way" in await world.run("main", None, "mine")


async def test_timer_fires_at_its_time_and_not_before(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.create_timer(context.current_utc_datetime + timedelta(seconds=60))
        return str(context.current_utc_datetime)

    async with hosted(app.functions) as world:
        started = await world.client.start_new("main")
        await world.settled(started)
        world.clock.now += 59.9
        assert (await world.settled(started)).runtime_status is Runtime.Running
        world.clock.now += 0.1
        assert (await world.settled(started)).output == "2026-01-01 00:01:00+00:00"


async def test_timer_of_many_days_is_kept_in_legs(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.create_timer(context.current_utc_datetime + timedelta(days=20))
        return str(context.current_utc_datetime)

    async with hosted(app.functions) as world:
        assert await world.run("main") == "2026-01-21 00:00:00+00:00"


async def test_cancelled_timer_does_not_fire(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        timeout = context.create_timer(context.current_utc_datetime + timedelta(hours=1))
        approval = context.wait_for_external_event("approval")
        winner = yield context.task_any([approval, timeout])
        timeout.cancel()
        yield context.wait_for_external_event("end")
        return winner == approval

    async with hosted(app.functions) as world:
        started = await world.client.start_new("main")
        await world.settled(started)
        assert world.extension.hub.next_due() == world.clock.now + 3600
        await world.client.raise_event(started, "approval")
        await world.settled(started)
        assert world.extension.hub.next_due() is None
        await world.client.raise_event(started, "end")
        assert (await world.settled(started)).output is True


async def test_events_are_heard_one_a_wait_even_when_they_came_early(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.wait_for_external_event("go")
        first = yield context.wait_for_external_event("page")
        second = yield context.wait_for_external_event("page")
        return [first, second]

    async with hosted(app.functions) as world:
        started = await world.client.start_new("main")
        for page in (1, 2):
            await world.client.raise_event(started, "page", {"number": page})
        await world.settled(started)
        await world.client.raise_event(started, "go")
        # What an event carries arrives as JSON text, as it does in Azure.
        assert (await world.settled(started)).output == ['{"number": 1}', '{"number": 2}']


async def test_orchestration_continues_as_new_and_keeps_what_it_has_not_heard(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        heard = context.get_input()
        if len(heard) == 3:
            return heard
        heard.append((yield context.wait_for_external_event("page")))
        context.continue_as_new(heard)

    async with hosted(app.functions) as world:
        started = await world.client.start_new("main", None, [])
        for page in "abc":
            await world.client.raise_event(started, "page", page)
        status = await world.settled(started)
        assert status.output == ['"a"', '"b"', '"c"']
        assert [event["EventType"] for event in await world.history(started)] == [
            "ExecutionStarted",
            "ExecutionCompleted",
        ]


async def test_what_an_earlier_execution_started_is_not_heard_by_the_next(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        if context.get_input() == "again":
            return (yield context.task_any([context.call_activity("double", 2)])).result
        slow = context.call_activity("double", 1)
        timer = context.create_timer(context.current_utc_datetime + timedelta(hours=1))
        yield context.task_any([slow, timer, context.wait_for_external_event("now")])
        context.continue_as_new("again")

    async with hosted(app.functions, maxConcurrentActivityFunctions=1) as world:
        started = await world.client.start_new("main", None, "first")
        await world.client.raise_event(started, "now")
        assert (await world.settled(started)).output == 4
        assert world.extension.hub.next_due() is None


async def test_custom_status_is_told_while_the_orchestration_runs(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        context.set_custom_status({"progress": 50})
        yield context.wait_for_external_event("go")

    async with hosted(app.functions) as world:
        status = await world.settled(await world.client.start_new("main"))
        assert (status.runtime_status, status.custom_status) == (Runtime.Running, {"progress": 50})


async def test_version_comes_from_the_start_or_from_host_json(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Any:
        return context.version

    async with hosted(app.functions, defaultVersion="1.0") as world:
        assert await world.run("main") == "1.0"
        started = await world.client.start_new("main", version="2.0")
        assert (await world.finished(started)).output == "2.0"


async def test_unknown_function_fails_the_orchestration(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        if context.get_input() == "activity":
            yield context.call_activity("nothing")
        yield context.call_sub_orchestrator("double")

    async with hosted(app.functions) as world:
        assert await world.run("main", "activity") == (
            "Orchestrator function 'main' failed: The function 'nothing' doesn't exist, is disabled, "
            "or is not an activity function. Known are: 'double', 'failing'."
        )
        assert "The function 'double' doesn't exist, is disabled, or is not an orchestrator" in (
            await world.run("main", "orchestrator")
        )


async def test_unsupported_action_fails_the_orchestration(app: DurableApp) -> None:
    @app.orchestrator
    def main(context: Context) -> Steps:
        if context.get_input() == "http":
            yield context.call_http("GET", "http://upstream.test")
        yield context.task_all([context.call_entity(df.EntityId("counter", "1"), "add")])

    async with hosted(app.functions) as world:
        refusal = "Orchestrator function 'main' failed: the local host does not support the action"
        assert await world.run("main", "http") == f"{refusal} CallHttp"
        assert await world.run("main", "entity") == f"{refusal} CallEntity"


async def test_activity_that_returns_no_json_fails(app: DurableApp) -> None:
    @app.activity
    def unwritable(nothing: object) -> object:
        return object()

    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.call_activity("unwritable")

    async with hosted(app.functions) as world:
        assert "activity trigger output must be json serializable" in await world.run("main")

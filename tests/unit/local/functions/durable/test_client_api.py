"""The client's HTTP API: through the SDK's client where it has an operation, and bare where it has none."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import azure.durable_functions as df
import httpx
import pytest

from tests.unit.local.functions.durable.durable_app import Context, DurableApp, Steps
from tests.unit.local.functions.durable.world import ADVICE, BASE_URL, World, hosted

pytestmark = pytest.mark.filterwarnings(ADVICE)

Runtime = df.OrchestrationRuntimeStatus
WEBHOOK = "/runtime/webhooks/durabletask"
MASTER = {"x-functions-key": "master"}


@pytest.fixture
async def world(app: DurableApp) -> AsyncIterator[World]:
    """`waiting` waits for "go", `failing` fails, `echo` gives back its input."""

    @app.orchestrator
    def waiting(context: Context) -> Steps:
        return (yield context.wait_for_external_event("go"))

    @app.orchestrator
    def failing(context: Context) -> Steps:
        yield context.call_activity("nothing").no_such_attribute

    @app.orchestrator
    def echo(context: Context) -> object:
        return context.get_input()

    async with hosted(app.functions, hubName="exports") as world:
        yield world


async def test_unknown_orchestrator_cannot_be_started(world: World) -> None:
    with pytest.raises(Exception, match=r"^The function 'nothing' doesn't exist, is disabled, or is not"):
        await world.client.start_new("nothing")


async def test_id_can_be_used_again_only_when_its_instance_is_over(world: World) -> None:
    await world.client.start_new("waiting", "mine")
    with pytest.raises(Exception, match="An orchestration instance with the id mine is still under way"):
        await world.client.start_new("echo", "mine", 2)
    await world.client.raise_event("mine", "go")
    assert (await world.settled("mine")).runtime_status is Runtime.Completed
    assert await world.run("echo", 2, "mine") == 2


@pytest.mark.parametrize("instance_id", ["@mine", "x" * 101, "a%09b"])
async def test_instance_id_of_another_form_is_refused(world: World, instance_id: str) -> None:
    with pytest.raises(Exception, match="An instance id has 1 to 100 characters"):
        await world.client.start_new("echo", instance_id)


async def test_status_of_no_instance_is_falsy(world: World) -> None:
    assert not await world.client.get_status("nobody")


async def test_status_tells_what_there_is_to_tell(world: World) -> None:
    await world.client.start_new("waiting", "mine", {"a": 1})
    assert (await world.client.get_status("mine")).runtime_status is Runtime.Pending
    await world.settled("mine")
    world.clock.now += 60
    await world.client.raise_event("mine", "go", 2)
    await world.settled("mine")
    response = await world.http.get(f"{WEBHOOK}/instances/mine", headers=MASTER)
    assert response.json() == {
        "name": "waiting",
        "instanceId": "mine",
        "runtimeStatus": "Completed",
        "input": '{"a": 1}',
        "output": "2",
        "customStatus": None,
        "createdTime": "2026-01-01T00:00:00Z",
        "lastUpdatedTime": "2026-01-01T00:01:00Z",
    }


async def test_failed_instance_is_500_only_for_who_asks_for_it(world: World) -> None:
    await world.client.start_new("failing", "mine")
    await world.settled("mine")
    url = f"{WEBHOOK}/instances/mine"
    plain = await world.http.get(url, headers=MASTER)
    strict = await world.http.get(url, params={"returnInternalServerErrorOnFailure": "true"}, headers=MASTER)
    assert (plain.status_code, strict.status_code) == (200, 500)
    assert plain.json()["output"] == (
        "Orchestrator function 'failing' failed: 'AtomicTask' object has no attribute 'no_such_attribute'"
    )


async def test_history_tells_outcomes_with_what_they_are_of(app: DurableApp) -> None:
    @app.activity
    def double(number: int) -> int:
        return number * 2

    @app.orchestrator
    def main(context: Context) -> Steps:
        yield context.call_activity("double", 4)
        yield context.create_timer(context.current_utc_datetime + timedelta(seconds=1))
        yield context.create_timer(context.current_utc_datetime + timedelta(days=1))

    async with hosted(app.functions) as world:
        await world.client.start_new("main", "mine")
        await world.settled("mine")
        world.clock.now += 1
        await world.settled("mine")
        history = await world.history("mine")
    start, second = "2026-01-01T00:00:00.000000Z", "2026-01-01T00:00:01.000000Z"
    assert history == [
        {"EventType": "ExecutionStarted", "Timestamp": start, "Name": "main"},
        {
            "EventType": "TaskCompleted",
            "Timestamp": start,
            "ScheduledTime": start,
            "FunctionName": "double",
            "Result": 8,
        },
        {"EventType": "TimerFired", "Timestamp": second, "ScheduledTime": start, "FireAt": second},
        {"EventType": "TimerCreated", "Timestamp": second, "FireAt": "2026-01-02T00:00:01.000000Z"},
    ]


async def test_instances_are_found_by_time_status_and_prefix(world: World) -> None:
    for number in range(3):
        await world.client.start_new("echo", f"done-{number}")
        world.clock.now += 60
    await world.client.start_new("waiting", "live")
    await world.extension.hub.quiet()
    start = datetime.fromtimestamp(world.clock.now, UTC) - timedelta(seconds=180)
    found = world.client.get_status_by
    assert len(await world.client.get_status_all()) == 4
    assert [s.instance_id for s in await found(runtime_status=[Runtime.Running])] == ["live"]
    assert await found(runtime_status=[Runtime.Canceled, Runtime.ContinuedAsNew]) == []
    assert len(await found(instance_id_prefix="done-")) == 3
    assert [s.instance_id for s in await found(start, start + timedelta(seconds=60))] == ["done-0", "done-1"]


async def test_event_is_refused_where_nobody_hears_it(world: World) -> None:
    await world.client.start_new("echo", "over")
    await world.settled("over")
    with pytest.raises(Exception, match="over is gone"):
        await world.client.raise_event("over", "go")
    with pytest.raises(Exception, match="No instance with ID nobody found"):
        await world.client.raise_event("nobody", "go")


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(b"{}", "text/plain"), (b"{", "application/json"), (b"", "application/json")],
)
async def test_event_must_be_json(world: World, content: bytes, content_type: str) -> None:
    await world.client.start_new("waiting", "mine")
    url, headers = f"{WEBHOOK}/instances/mine/raiseEvent/go", {**MASTER, "content-type": content_type}
    assert (await world.http.post(url, content=content, headers=headers)).status_code == 400


async def test_terminated_instance_ends_at_once_with_its_reason(world: World) -> None:
    await world.client.start_new("waiting", "mine")
    await world.settled("mine")
    await world.client.terminate("mine", "no longer wanted & done")
    status = await world.settled("mine")
    assert (status.runtime_status, status.output) == (Runtime.Terminated, "no longer wanted & done")
    await world.client.terminate("mine", "again")


async def test_terminated_instance_starts_nothing_more_and_hears_no_result(app: DurableApp) -> None:
    performed: list[int] = []

    @app.activity
    async def page(number: int) -> None:
        performed.append(number)

    @app.orchestrator
    def main(context: Context) -> Steps:
        for number in range(9):
            yield context.call_activity("page", number)
            yield context.wait_for_external_event("next")

    async with hosted(app.functions) as world:
        await world.client.start_new("main", "mine")
        await world.settled("mine")
        await world.client.terminate("mine", "enough")
        assert (await world.settled("mine")).runtime_status is Runtime.Terminated
    assert performed == [0]


async def test_suspended_instance_hears_everything_after_it_resumes(world: World) -> None:
    await world.client.start_new("waiting", "mine")
    await world.settled("mine")
    await world.client.suspend("mine", "for a while")
    await world.client.raise_event("mine", "go", "heard")
    assert (await world.settled("mine")).runtime_status is Runtime.Suspended
    await world.client.resume("mine", "now")
    status = await world.settled("mine")
    assert (status.runtime_status, status.output) == (Runtime.Completed, '"heard"')


async def test_suspended_instance_can_be_terminated(world: World) -> None:
    await world.client.start_new("waiting", "mine")
    await world.client.suspend("mine", "for a while")
    await world.settled("mine")
    await world.client.terminate("mine", "for good")
    assert (await world.settled("mine")).runtime_status is Runtime.Terminated


async def test_instance_restarts_on_the_same_input_with_an_id_of_choice(world: World) -> None:
    await world.client.start_new("echo", "mine", "again")
    await world.settled("mine")
    # The SDK means to return the id and returns the links.
    links: Any = await world.client.restart("mine")
    assert (await world.settled(links["id"])).output == "again"
    links = await world.client.restart("mine", restart_with_new_instance_id=False)
    assert links["id"] == "mine"
    with pytest.raises(Exception, match="No instance with ID 'nobody' found"):
        await world.client.restart("nobody")


async def test_only_what_is_over_is_purged(world: World) -> None:
    start = datetime.fromtimestamp(world.clock.now, UTC)
    for number in range(3):
        await world.client.start_new("echo", f"done-{number}")
    await world.client.start_new("waiting", "live")
    await world.extension.hub.quiet()
    with pytest.raises(Exception, match="412"):
        await world.client.purge_instance_history("live")
    purge = world.client.purge_instance_history
    deleted = [(await purge(i)).instances_deleted for i in ("done-0", "done-0")]
    assert deleted == [1, 0]
    by_time = world.client.purge_instance_history_by
    deleted = [(await by_time(start, None, [Runtime.Completed])).instances_deleted for _ in range(2)]
    assert deleted == [2, 0]
    assert [status.instance_id for status in await world.client.get_status_all()] == ["live"]


async def test_what_is_not_supported_says_so(world: World) -> None:
    with pytest.raises(Exception, match="The local host supports neither rewind nor durable entities"):
        await world.client.rewind("mine", "because")
    with pytest.raises(Exception, match="501"):
        await world.client.signal_entity(df.EntityId("counter", "1"), "add", 1)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("instances?top=5", "does not support the parameter top here"),
        ("instances?taskHub=other", "has no task hub but exports"),
        ("instances?runtimeStatus=Sleeping", "'Sleeping' is not a valid Status"),
        ("instances?createdTimeFrom=today", "Invalid isoformat string"),
    ],
)
async def test_parameter_that_cannot_be_obeyed_is_refused(world: World, path: str, fault: str) -> None:
    response = await world.http.get(f"{WEBHOOK}/{path}", headers=MASTER)
    assert response.status_code == 400
    assert fault in response.json()["Message"]


async def test_own_task_hub_may_be_named(world: World) -> None:
    params = {"taskHub": "exports", "connection": "Storage"}
    assert (await world.http.get(f"{WEBHOOK}/instances/", params=params, headers=MASTER)).json() == []


async def test_links_open_what_they_point_to(world: World) -> None:
    started = await world.http.post(f"{WEBHOOK}/orchestrators/waiting/mine", headers=MASTER)
    links = started.json()
    assert (started.status_code, started.headers["location"]) == (202, links["statusQueryGetUri"])
    assert (await world.http.get(links["statusQueryGetUri"])).json()["runtimeStatus"] == "Pending"
    terminate = links["terminatePostUri"].replace("{text}", "done")
    assert (await world.http.post(terminate)).status_code == 202
    assert (await world.settled("mine")).output == "done"
    assert (await world.http.delete(links["purgeHistoryDeleteUri"])).json() == {"instancesDeleted": 1}


@pytest.mark.parametrize("headers", [{}, {"x-functions-key": "wrong"}, {"x-functions-key": "é".encode()}])
async def test_nobody_gets_in_without_the_key(world: World, headers: dict[str, str]) -> None:
    for path in (
        f"{WEBHOOK}/instances",
        "/runtime/durabletask/instances",
        "/runtime/durabletask/wrong/instances",
    ):
        response = await world.http.get(path, headers=headers)
        assert (response.status_code, response.content) == (401, b"")


async def test_links_of_the_client_lead_to_the_host(world: World) -> None:
    links: dict[str, str] = world.client.create_http_management_payload("mine")
    assert links["statusQueryGetUri"].startswith(f"{BASE_URL}{WEBHOOK}/instances/mine?code=")
    assert httpx.URL(links["statusQueryGetUri"]).params["code"] != "master"

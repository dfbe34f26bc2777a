"""The extension as a part of its host."""

import azure.durable_functions as df
import azure.functions as func
import httpx
import pytest
from starlette.types import Message

from local.functions import DurableSettings, FunctionsHost, Keys
from tests.clock import Clock
from tests.unit.local.functions.durable.durable_app import Context, DurableApp, Steps
from tests.unit.local.functions.durable.world import ADVICE, hosted

pytestmark = pytest.mark.filterwarnings(ADVICE)

HOST_JSON = {"version": "2.0"}


@pytest.fixture
def greeting(app: DurableApp) -> df.DFApp:
    """`main` asks the activity `hello`."""

    @app.activity
    def hello(name: str) -> str:
        return f"hello {name}"

    @app.orchestrator
    def main(context: Context) -> Steps:
        return (yield context.call_activity("hello", context.get_input()))

    return app.functions


def test_app_without_durable_functions_has_no_extension(caplog: pytest.LogCaptureFixture) -> None:
    app = func.FunctionApp()

    @app.route("x")
    async def x(req: func.HttpRequest) -> str:
        return "x"

    assert FunctionsHost(app, HOST_JSON, Keys("master")).durable is None
    assert "durable" not in caplog.text


def test_what_has_no_effect_is_told(greeting: df.DFApp, caplog: pytest.LogCaptureFixture) -> None:
    options = {"storageProvider": {"type": "mssql"}}
    FunctionsHost(greeting, {**HOST_JSON, "extensions": {"durableTask": options}}, Keys("master"))
    assert "durable state is kept in memory only" in caplog.text
    assert "extensions.durableTask.storageProvider has no effect here" in caplog.text


async def test_orchestrations_move_from_the_start_of_the_host_to_its_end(greeting: df.DFApp) -> None:
    host = FunctionsHost(greeting, HOST_JSON, Keys("master"), durable=DurableSettings(clock=Clock()))
    assert host.durable is not None
    hub, told = host.durable.hub, list[str]()

    async def receive() -> Message:
        if told:
            await hub.quiet()
        return {"type": "lifespan.shutdown" if told else "lifespan.startup"}

    async def send(message: Message) -> None:
        told.append(message["type"])

    await host({"type": "lifespan"}, receive, send)
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_disabled_orchestrator_does_not_exist(greeting: df.DFApp) -> None:
    settings = {"AzureWebJobs.main.Disabled": "true"}
    host = FunctionsHost(greeting, HOST_JSON, Keys("master"), settings=settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(host), base_url="http://host.test") as http:
        url = "/runtime/webhooks/durabletask/orchestrators/main?code=master"
        refused = await http.post(url, json={})
    assert refused.status_code == 400
    assert "The function 'main' doesn't exist, is disabled" in refused.json()["ExceptionMessage"]


async def test_function_with_a_durable_client_gets_the_binding(app: DurableApp) -> None:
    async def ask(nothing: object, client: df.DurableOrchestrationClient) -> str:
        return str(client._orchestration_bindings.task_hub_name)

    bound = app.functions.durable_client_input(client_name="client")(ask)
    app.functions.activity_trigger(input_name="nothing")(bound)

    @app.orchestrator
    def main(context: Context) -> Steps:
        return (yield context.call_activity("ask"))

    async with hosted(app.functions, hubName="Exports") as world:
        assert await world.run("main") == "Exports"

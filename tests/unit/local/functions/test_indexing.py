import azure.durable_functions as df
import azure.functions as func
import pytest

from local.errors import StartError
from local.functions.indexing import index


def test_function_is_described_as_the_host_gets_it(app: func.FunctionApp) -> None:
    @app.route("orders/{id}", methods=["GET", "PUT"], trigger_arg_name="request", auth_level="function")
    async def orders(request: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        return func.HttpResponse()

    [function] = index(app)
    assert (function.name, function.is_async, function.takes_context) == ("orders", True, True)
    assert function.directory == __file__.rpartition("/")[0]
    assert function.trigger == {
        "type": "httpTrigger",
        "direction": "IN",
        "name": "request",
        "route": "orders/{id}",
        "methods": ["GET", "PUT"],
        "authLevel": "FUNCTION",
    }


def test_generic_http_trigger_is_an_http_trigger(app: func.FunctionApp) -> None:
    @app.function_name("generic")
    @app.generic_trigger("req", "httpTrigger", route="x", auth_level="admin")
    @app.generic_output_binding("$return", "http")
    def handler(req):  # type: ignore[no-untyped-def]  # annotations are optional
        return "x"

    [function] = index(app)
    assert (function.name, function.is_async, function.takes_context) == ("generic", False, False)
    assert function.trigger["route"] == "x"


def test_context_parameter_needs_no_annotation(app: func.FunctionApp) -> None:
    @app.route("x")
    def handler(req, context):  # type: ignore[no-untyped-def]  # annotations are optional
        return "x"

    assert index(app)[0].takes_context


def test_trigger_the_local_host_lacks_is_refused(app: func.FunctionApp) -> None:
    @app.timer_trigger("timer", "0 * * * * *")
    def nightly(timer: func.TimerRequest) -> None: ...

    with pytest.raises(
        StartError, match="cannot load the nightly function: the local host has no timerTrigger"
    ):
        index(app)


def test_durable_functions_are_described_by_their_triggers() -> None:
    app = df.DFApp()

    async def start(req: func.HttpRequest, client: df.DurableOrchestrationClient) -> func.HttpResponse:
        return func.HttpResponse()

    def fetch(page: int) -> int:
        return page

    app.route("start")(app.durable_client_input(client_name="client")(start))
    app.orchestration_trigger(context_name="context")(lambda context: None)
    app.activity_trigger(input_name="page", activity="fetch_page")(fetch)

    starter, orchestrator, activity = index(app)
    assert (starter.clients, starter.trigger["type"]) == (("client",), "httpTrigger")
    assert orchestrator.trigger["type"] == "orchestrationTrigger"
    assert (activity.name, activity.trigger["activity"]) == ("fetch", "fetch_page")
    assert all(function.is_durable for function in (starter, orchestrator, activity))


def test_durable_entity_is_refused() -> None:
    app = df.DFApp()
    app.entity_trigger(context_name="context")(lambda context: None)
    with pytest.raises(StartError, match="the local host has no entityTrigger binding"):
        index(app)


def test_client_of_another_task_hub_is_refused() -> None:
    app = df.DFApp()

    async def start(req: func.HttpRequest, client: df.DurableOrchestrationClient) -> func.HttpResponse:
        return func.HttpResponse()

    app.route("start")(app.durable_client_input(client_name="client", task_hub="Other")(start))
    with pytest.raises(StartError, match="cannot load the start function: the local host has one task hub"):
        index(app)


def test_answer_by_an_out_parameter_is_refused(app: func.FunctionApp) -> None:
    @app.route("x", binding_arg_name="res")
    def handler(req: func.HttpRequest, res: func.Out[func.HttpResponse]) -> None: ...

    with pytest.raises(StartError, match=r"by \$return only, not by 'res'"):
        index(app)


def test_refusal_names_the_function_and_the_fault(app: func.FunctionApp) -> None:
    @app.route("x")
    async def orders(req: func.HttpRequest, size: int, page: int) -> func.HttpResponse:
        return func.HttpResponse()

    with pytest.raises(StartError) as refused:
        index(app)
    assert str(refused.value) == "cannot load the orders function: parameters without a binding: page, size"

import azure.functions as func
import pytest

from local.functions.errors import LoadError
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
        LoadError, match="cannot load the nightly function: the local host has no timerTrigger"
    ):
        index(app)


def test_answer_by_an_out_parameter_is_refused(app: func.FunctionApp) -> None:
    @app.route("x", binding_arg_name="res")
    def handler(req: func.HttpRequest, res: func.Out[func.HttpResponse]) -> None: ...

    with pytest.raises(LoadError, match=r"by \$return only, not by 'res'"):
        index(app)


def test_refusal_names_the_function_and_the_fault(app: func.FunctionApp) -> None:
    @app.route("x")
    async def orders(req: func.HttpRequest, size: int, page: int) -> func.HttpResponse:
        return func.HttpResponse()

    with pytest.raises(LoadError) as refused:
        index(app)
    assert str(refused.value) == "cannot load the orders function: parameters without a binding: page, size"

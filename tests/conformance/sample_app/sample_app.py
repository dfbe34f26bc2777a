"""A function app made of edge cases, for the comparison of the local host with the production runtime."""

import json

import azure.functions as func
from werkzeug.datastructures import FileStorage

from tests.conformance.sample_app.answers import ANSWERS, caller

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


def _json(value: object) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(value, sort_keys=True), mimetype="application/json")


def _content(file: FileStorage) -> str:
    with file.stream as stream:
        return stream.read().hex()


@app.route("answers/{name}", methods=["GET"])
async def sample_answer(req: func.HttpRequest) -> func.HttpResponse:
    answer: func.HttpResponse = ANSWERS[req.route_params["name"]]()
    return answer


@app.route("blocking/{name}", methods=["GET"])
def sample_blocking(req: func.HttpRequest) -> func.HttpResponse:
    answer: func.HttpResponse = ANSWERS[req.route_params["name"]]()
    return answer


@app.route("echo/{id:int}/{part?}", trigger_arg_name="request")
async def sample_echo(request: func.HttpRequest) -> func.HttpResponse:
    return _json(
        {
            "method": request.method,
            "url": request.url,
            "headers": dict(request.headers),
            "params": dict(request.params),
            "routeParams": dict(request.route_params),
            "body": request.get_body().hex(),
            "form": request.form.to_dict(flat=False),
            "files": {name: _content(file) for name, file in request.files.items()},
        }
    )


@app.route("json", methods=["POST"])
async def sample_json(req: func.HttpRequest) -> func.HttpResponse:
    return _json(req.get_json())


@app.route("context", methods=["GET"])
async def sample_context(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    trace, retry = context.trace_context, context.retry_context
    seen = [context.function_name, context.function_directory, trace.trace_parent, trace.trace_state]
    return _json([*seen, trace.attributes, retry.retry_count, retry.max_retry_count])


@app.route("thread", methods=["GET"])
def sample_thread(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    same = context.thread_local_storage.invocation_id == context.invocation_id  # type: ignore[attr-defined]  # set by the worker
    return _json([same, caller.get()])


@app.route("task", methods=["GET"])
async def sample_task(req: func.HttpRequest) -> str:
    return f"called by {caller.get()}"

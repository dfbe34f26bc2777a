"""The host from request to answer."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import azure.functions as func
import httpx
import pytest

from local.errors import StartError
from local.functions import FunctionsHost, Keys

Client = Callable[..., httpx.AsyncClient]


@pytest.fixture
def guarded(app: func.FunctionApp) -> None:
    @app.route("guarded", auth_level="function")
    async def guarded(req: func.HttpRequest) -> str:
        return "in"

    @app.route("masters", auth_level="admin")
    async def masters(req: func.HttpRequest) -> str:
        return "in"


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        ("/guarded", "host-key", 200),
        ("/guarded", "own-key", 200),
        ("/guarded", "master-key", 200),
        ("/guarded", "wrong", 401),
        ("/guarded", "", 401),
        ("/masters", "master-key", 200),
        ("/masters", "host-key", 401),
    ],
)
async def test_key_opens_what_it_should(client: Client, path: str, key: str, status: int) -> None:
    http = client()
    in_header = await http.get(path, headers={"x-functions-key": key})
    in_query = await http.get(path, params={"code": key})
    assert [in_header.status_code, in_query.status_code] == [status, status]
    assert in_header.content == (b"in" if status == 200 else b"")


@pytest.mark.usefixtures("guarded")
async def test_header_is_the_only_key_looked_at_when_both_are_given(client: Client) -> None:
    response = await client().get("/guarded?code=host-key", headers={"x-functions-key": "wrong"})
    assert response.status_code == 401


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("path", ["/other", "/guarded/more", "//guarded", "/runtime/webhooks/durabletask"])
async def test_unknown_path_is_404_or_401_without_a_body(client: Client, path: str) -> None:
    response = await client().get(f"http://host{path}")
    assert response.status_code == (401 if path.startswith("/runtime") else 404)
    assert response.content == b""
    assert response.headers == {"content-length": "0"}


async def test_wrong_method_is_404(app: func.FunctionApp, client: Client) -> None:
    @app.route("x", methods=["GET"])
    async def x(req: func.HttpRequest) -> str:
        return "x"

    http = client()
    statuses = [
        (await http.request(method, "/x")).status_code for method in ("GET", "HEAD", "POST", "OPTIONS")
    ]
    assert statuses == [200, 404, 404, 404]


@pytest.mark.usefixtures("guarded")
async def test_root_answers_nothing(client: Client) -> None:
    assert (await client().get("/")).status_code == 204


@pytest.mark.usefixtures("guarded")
async def test_disabled_function_is_404_except_for_the_master(client: Client) -> None:
    http = client(settings={"AzureWebJobs.guarded.Disabled": "true"})
    statuses = [
        (await http.get("/guarded", headers={"x-functions-key": key})).status_code
        for key in ("wrong", "host-key", "master-key")
    ]
    assert statuses == [401, 404, 200]


async def test_failed_invocation_is_500_and_logged_without_headers(
    app: func.FunctionApp, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    @app.route("x")
    async def broken(req: func.HttpRequest) -> func.HttpResponse:
        raise RuntimeError("no luck")

    with caplog.at_level(logging.DEBUG):
        response = await client().get("/x", headers={"authorization": "Bearer secret"})
    assert (response.status_code, response.content) == (500, b"")
    assert "function broken failed, invocation " in caplog.text
    assert "no luck" in caplog.text
    assert "secret" not in caplog.text


async def test_body_without_a_length_arrives_empty(app: func.FunctionApp, client: Client) -> None:
    @app.route("x")
    async def size(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(str(len(req.get_body())), headers={"X": "1"})

    async def chunks() -> AsyncIterator[bytes]:
        yield b"abc"

    http = client()
    assert (await http.post("/x", content=b"abc")).text == "3"
    assert (await http.post("/x", content=chunks())).text == "0"


async def test_body_above_the_limit_is_413_once_the_key_is_known(
    app: func.FunctionApp, client: Client
) -> None:
    @app.route("x", auth_level="function")
    async def x(req: func.HttpRequest) -> str:
        return "in"

    http = client(settings={"FUNCTIONS_REQUEST_BODY_SIZE_LIMIT": "3"})
    key = {"x-functions-key": "host-key"}
    statuses = [
        (await http.post("/x", content=content, headers=headers)).status_code
        for content, headers in [(b"abc", key), (b"abcd", key), (b"abcd", {})]
    ]
    assert statuses == [200, 413, 401]


@pytest.mark.usefixtures("guarded")
def test_body_limit_that_is_no_number_is_an_error(client: Client) -> None:
    with pytest.raises(StartError, match="must be a number of bytes, not '1 MB'"):
        client(settings={"FUNCTIONS_REQUEST_BODY_SIZE_LIMIT": "1 MB"})


@pytest.mark.usefixtures("guarded")
async def test_header_that_is_not_text_is_400(client: Client) -> None:
    assert (await client().get("/guarded", headers=[(b"x-name", b"\xff")])).status_code == 400


async def test_too_many_outstanding_requests_are_429(app: func.FunctionApp, client: Client) -> None:
    arrived, leave = asyncio.Event(), asyncio.Event()

    @app.route("x")
    async def slow(req: func.HttpRequest) -> str:
        arrived.set()
        await leave.wait()
        return "done"

    http = client(maxOutstandingRequests=1)
    async with asyncio.TaskGroup() as group:
        first = group.create_task(http.get("/x"))
        await arrived.wait()
        second = await http.get("/x")
        leave.set()
    assert (first.result().status_code, second.status_code) == (200, 429)
    assert second.headers["x-function-scaleout"] == "1"


async def test_custom_headers_stand_on_every_answer_that_lacks_them(
    app: func.FunctionApp, client: Client
) -> None:
    @app.route("x")
    async def x(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse("x", headers={"X-Own": "function"})

    http = client(customHeaders={"X-Own": "host", "X-Frame-Options": "DENY"})
    own, missing = await http.get("/x"), await http.get("/missing")
    assert [own.headers["x-own"], own.headers["x-frame-options"]] == ["function", "DENY"]
    assert [missing.headers["x-own"], missing.headers["x-frame-options"]] == ["host", "DENY"]


@pytest.mark.usefixtures("guarded")
async def test_status_counts_invocations_for_the_master_only(client: Client) -> None:
    http = client()
    await http.get("/guarded?code=host-key")
    await http.get("/guarded?code=wrong")
    status = await http.get("/admin/host/status?code=master-key")
    assert status.json() == {"state": "Running", "invocations": {"guarded": 1, "masters": 0}}
    assert (await http.get("/admin/host/status?code=host-key")).status_code == 401
    assert (await http.get("/admin/host/keys?code=master-key")).status_code == 404


async def test_catch_all_route_does_not_reach_reserved_paths(app: func.FunctionApp, client: Client) -> None:
    @app.route("{*rest}")
    async def everything(req: func.HttpRequest) -> str:
        return str(req.route_params.get("rest", "nothing"))

    http = client()
    assert (await http.get("/")).text == "nothing"
    assert (await http.get("/a/b")).text == "a/b"
    assert (await http.get("/admin/x")).status_code == 401


@pytest.mark.usefixtures("guarded")
async def test_invocations_are_counted(app: func.FunctionApp) -> None:
    host = FunctionsHost(app, {"version": "2.0"}, Keys(master="m"))
    http = httpx.AsyncClient(transport=httpx.ASGITransport(host), base_url="http://host")
    for key in ("m", "m", "wrong"):
        await http.get("/api/guarded", headers={"x-functions-key": key})
    assert host.invocations == 2
    assert host.invocations_by_function == {"guarded": 2, "masters": 0}


@pytest.mark.usefixtures("guarded")
async def test_app_can_be_hosted_only_once(app: func.FunctionApp) -> None:
    FunctionsHost(app, {"version": "2.0"}, Keys(master="m"))
    with pytest.raises(StartError, match="does not have a unique function name"):
        FunctionsHost(app, {"version": "2.0"}, Keys(master="m"))

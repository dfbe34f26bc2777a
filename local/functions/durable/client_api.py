"""The HTTP API of Durable Functions, which the SDK's client calls."""

import json
from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.functions.durable.history import moment
from local.functions.durable.instances import Query, Status
from local.functions.durable.links import Links
from local.functions.durable.management import Management, Refusal
from local.functions.durable.status import history_events, status_document

_ALWAYS = {"code", "taskHub", "connection", "connectionName"}
_FILTERS = {"createdTimeFrom", "createdTimeTo", "runtimeStatus", "instanceIdPrefix", "showInput"}
_DETAILS = {"showInput", "showHistory", "showHistoryOutput", "returnInternalServerErrorOnFailure"}


class ClientApi:
    """The routes below the webhook, and how each request becomes an operation."""

    def __init__(self, management: Management, links: Links, default_version: str | None) -> None:
        self._management = management
        self._links = links
        self._default_version = default_version

    def application(self) -> Starlette:
        instance, manage = "/instances/{id}", self._management
        routes = [
            Route("/orchestrators/{name}", self._start, methods=["POST"]),
            Route("/orchestrators/{name}/{id}", self._start, methods=["POST"]),
            Route("/instances", self._list, methods=["GET"]),
            Route("/instances", self._purge_all, methods=["DELETE"]),
            Route(instance, self._status, methods=["GET"]),
            Route(instance, self._purge, methods=["DELETE"]),
            Route(f"{instance}/raiseEvent/{{name}}", self._raise_event, methods=["POST"]),
            Route(f"{instance}/terminate", self._order(manage.terminate), methods=["POST"]),
            Route(f"{instance}/suspend", self._order(manage.suspend), methods=["POST"]),
            Route(f"{instance}/resume", self._order(manage.resume), methods=["POST"]),
            Route(f"{instance}/restart", self._restart, methods=["POST"]),
            Route(f"{instance}/rewind", _unsupported, methods=["POST"]),
            Route("/entities/{path:path}", _unsupported, methods=["GET", "POST", "DELETE"]),
        ]
        return Starlette(routes=routes, exception_handlers={Refusal: _refused})

    async def _start(self, request: Request) -> Response:
        options = self._options(request, {"version"})
        body = await request.body()
        instance_id = self._management.start(
            request.path_params["name"],
            request.path_params.get("id"),
            _json(body) if body else None,
            options.get("version", self._default_version),
            request.headers.get("traceparent", ""),
        )
        return self._started(instance_id)

    async def _restart(self, request: Request) -> Response:
        options = self._options(request, {"restartWithNewInstanceId"})
        with_new_id = _flag(options, "restartWithNewInstanceId", absent=True)
        return self._started(self._management.restart(request.path_params["id"], with_new_id=with_new_id))

    def _started(self, instance_id: str) -> Response:
        links = self._links.of(instance_id)
        headers = {"location": links["statusQueryGetUri"], "retry-after": "10"}
        return JSONResponse(links, 202, headers)

    async def _status(self, request: Request) -> Response:
        options = self._options(request, _DETAILS)
        instance = self._management.get(request.path_params["id"])
        document = status_document(instance, shows_input=_flag(options, "showInput", absent=True))
        if _flag(options, "showHistory"):
            history = self._management.history(instance.id)
            document["historyEvents"] = history_events(
                history, shows_output=_flag(options, "showHistoryOutput")
            )
        if not instance.status.is_final:
            return JSONResponse(document, 202, {"retry-after": "5"})
        failed = instance.status is Status.FAILED and _flag(options, "returnInternalServerErrorOnFailure")
        return JSONResponse(document, 500 if failed else 200)

    async def _list(self, request: Request) -> Response:
        options = self._options(request, _FILTERS)
        shows_input = _flag(options, "showInput")
        found = self._management.find(_query(options))
        return JSONResponse([status_document(instance, shows_input=shows_input) for instance in found])

    async def _raise_event(self, request: Request) -> Response:
        self._options(request, set())
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Refusal(400, "Only application/json request content is supported")
        data = _json(await request.body())
        self._management.raise_event(request.path_params["id"], request.path_params["name"], data)
        return Response(status_code=202)

    def _order(self, order: Callable[[str, str], None]) -> Callable[[Request], Awaitable[Response]]:
        async def obey(request: Request) -> Response:
            order(request.path_params["id"], self._options(request, {"reason"}).get("reason", ""))
            return Response(status_code=202)

        return obey

    async def _purge(self, request: Request) -> Response:
        self._options(request, set())
        self._management.purge(request.path_params["id"])
        return JSONResponse({"instancesDeleted": 1})

    async def _purge_all(self, request: Request) -> Response:
        options = self._options(request, _FILTERS - {"showInput"})
        if "createdTimeFrom" not in options:
            raise Refusal(400, "Please provide value for 'createdTimeFrom' parameter.")
        deleted = self._management.purge_all(_query(options))
        return JSONResponse({"instancesDeleted": deleted}, 200 if deleted else 404)

    def _options(self, request: Request, known: set[str]) -> Mapping[str, str]:
        options = request.query_params
        if unknown := sorted(options.keys() - known - _ALWAYS):
            raise Refusal(400, f"The local host does not support the parameter {', '.join(unknown)} here.")
        hub_name = self._links.hub_name
        if options.get("taskHub", hub_name) != hub_name:
            raise Refusal(400, f"The local host has no task hub but {hub_name}.")
        return options


def _json(body: bytes) -> str:
    """The text of a JSON body, written again."""
    try:
        return json.dumps(json.loads(body))
    except ValueError as error:
        raise Refusal(400, "Invalid JSON content") from error


def _flag(options: Mapping[str, str], name: str, *, absent: bool = False) -> bool:
    return options[name].lower() == "true" if name in options else absent


def _query(options: Mapping[str, str]) -> Query:
    try:
        statuses = frozenset(Status(name) for name in options.get("runtimeStatus", "").split(",") if name)
        times = {
            field: moment(options[name])
            for name, field in (("createdTimeFrom", "created_from"), ("createdTimeTo", "created_to"))
            if name in options
        }
    except ValueError as error:
        raise Refusal(400, str(error)) from error
    return Query(**times, statuses=statuses or frozenset(Status), prefix=options.get("instanceIdPrefix", ""))


async def _unsupported(request: Request) -> Response:
    raise Refusal(501, "The local host supports neither rewind nor durable entities.")


def _refused(_: Request, error: Exception) -> Response:
    status, message = getattr(error, "status", 500), str(error)
    if not message:
        return Response(status_code=status)
    return JSONResponse({"Message": message, "ExceptionMessage": message}, status)

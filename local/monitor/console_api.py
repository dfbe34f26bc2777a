"""The console's JSON API, below /api."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from local.monitor import reports
from local.monitor.charts import charts
from local.monitor.errors import Refusal, Unknown
from local.monitor.fault_switches import FaultSwitches, Position, Switch
from local.monitor.history import History
from local.monitor.otlp.content import bounded_body
from local.monitor.reports import FailureGroup
from local.monitor.request_summary import RequestSummary
from local.monitor.sample_clients import Ask, SampleClients
from local.monitor.shape import Shape
from local.monitor.trace_view import trace_view

M = TypeVar("M", bound=BaseModel)

MOST_REQUESTS = 200
MOST_TROUBLES = 1_000
MOST_MINUTES = 60


class Requests(Shape):
    items: list[RequestSummary]


class Failures(Shape):
    items: list[FailureGroup]


class Switches(Shape):
    items: list[Position]


class World(Shape):
    """What the console's controls offer."""

    gateway: str
    users: tuple[str, ...]


class ConsoleApi:
    """What has been recorded, and what the sample clients and switches do."""

    def __init__(
        self,
        world: World,
        history: History,
        clients: SampleClients,
        switches: FaultSwitches,
        clock: Callable[[], float],
    ) -> None:
        self._world = world
        self._history = history
        self._clients = clients
        self._switches = switches
        self._clock = clock

    def routes(self) -> Mount:
        return Mount(
            "/api",
            routes=[
                Route("/world", self._get_world),
                Route("/requests", self._get_requests),
                Route("/failures", self._get_failures),
                Route("/traces/{trace_id}", self._get_trace),
                Route("/charts", self._get_charts),
                Route("/switches", self._get_switches),
                Route("/switches/{service}", self._turn_switch, methods=["PUT"]),
                Route("/asks", self._ask, methods=["POST"]),
            ],
        )

    async def _get_world(self, _: Request) -> Response:
        return _json(self._world)

    async def _get_requests(self, request: Request) -> Response:
        """Asked for again and again: nothing is read while nothing has been added."""
        tag = f'"{self._history.spans.version()}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        limit = _number(request, "limit", 50, MOST_REQUESTS)
        answer = _json(Requests(items=reports.newest_requests(self._history, limit)))
        answer.headers["ETag"] = tag
        return answer

    async def _get_failures(self, _: Request) -> Response:
        return _json(Failures(items=reports.failures(self._history, MOST_TROUBLES)))

    async def _get_trace(self, request: Request) -> Response:
        try:
            return _json(trace_view(reports.find_trace(self._history, request.path_params["trace_id"])))
        except Unknown as error:
            raise Refusal(404, str(error)) from None

    async def _get_charts(self, request: Request) -> Response:
        seconds = 60 * _number(request, "minutes", 10, MOST_MINUTES)
        return _json(charts(self._history, self._clock(), seconds))

    async def _get_switches(self, _: Request) -> Response:
        return _json(Switches(items=await self._switches.positions()))

    async def _turn_switch(self, request: Request) -> Response:
        return _json(await self._switches.turn(request.path_params["service"], await _body(request, Switch)))

    async def _ask(self, request: Request) -> Response:
        ask = await _body(request, Ask)
        if ask.login not in {None, *self._world.users}:
            raise Refusal(400, f"login: nobody here is called '{ask.login}'")
        return _json(await self._clients.send(ask))


def _json(shape: Shape) -> Response:
    return Response(
        shape.model_dump_json(), headers={"Cache-Control": "no-cache"}, media_type="application/json"
    )


async def _body(request: Request, shape: type[M]) -> M:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise Refusal(415, "the body is application/json")
    try:
        return shape.model_validate_json(await bounded_body(request))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise Refusal(400, f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None


def _number(request: Request, name: str, default: int, most: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most):
        raise Refusal(400, f"{name}: a number from 1 to {most}")
    return int(text)

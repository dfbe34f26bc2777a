"""A channel: its operations on Azure Functions, each checked, measured and answered in the same way."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING

import azure.functions as func

from shared import call_limit, inputs, telemetry, timing
from shared.admission import Admission
from shared.environment import Environment
from shared.operation import Call, Endpoint, Operation
from shared.problems import InternalError, Problem, UpstreamTimeout
from shared.resilience import deadline
from shared.responses import Answer, Screen, problem_response, screen_response
from shared.upstreams import Upstreams

if TYPE_CHECKING:
    from shared.authenticator import Authenticator

_log = logging.getLogger("portico")
Handler = Callable[[func.HttpRequest], Awaitable[func.HttpResponse]]


class Health(Screen):
    """The answer of a channel that can answer."""

    status: str
    channel: str


@dataclass(frozen=True)
class Traits:
    """What all answers of a channel have in common.

    `budget_seconds` is what one answer may take in all, `most_calls` the most upstream calls an operation may
    declare; `server_timing` tells the durations of the parts.
    """

    title: str
    budget_seconds: float
    most_calls: int
    cache_control: str
    server_timing: bool = False


class Channel:
    """Registers endpoints as functions of one blueprint; `blueprint()` adds `health` and `openapi.json`."""

    def __init__(self, name: str, environment: Environment, traits: Traits) -> None:
        settings = environment.settings
        self.name = name
        self._environment = environment
        self._traits = traits
        self._url = f"{settings.public_url}/{name}"
        self._upstreams = Upstreams.of(settings.channels[name], environment)
        self._admission = Admission(settings.concurrency_limit)
        self._operations: list[Operation] = []
        self._blueprint = func.Blueprint()

    def get(self, path: str, endpoint: Endpoint, *scopes: str, calls: int) -> None:
        """An endpoint for callers that have every one of these delegated scopes; `calls` is its fan-out."""
        self._add(Operation("GET", path, endpoint, frozenset(scopes), calls, HTTPStatus.OK))

    def post(self, path: str, endpoint: Endpoint, *scopes: str, calls: int) -> None:
        """An endpoint that creates something."""
        self._add(Operation("POST", path, endpoint, frozenset(scopes), calls, HTTPStatus.CREATED))

    def blueprint(self) -> func.Blueprint:
        self._route("GET", "openapi.json", "get_openapi", self._openapi)
        self._route("GET", "health", "get_health", self._health)
        return self._blueprint

    async def _openapi(self, request: func.HttpRequest) -> func.HttpResponse:
        inputs.read_query(inputs.NoQuery, request.url)
        return func.HttpResponse(self._document, mimetype="application/json")

    async def _health(self, request: func.HttpRequest) -> func.HttpResponse:
        inputs.read_query(inputs.NoQuery, request.url)
        answer = Answer(Health(status="ok", channel=self.name), {"Cache-Control": "no-store"})
        return screen_response(answer, HTTPStatus.OK, request)

    @cached_property
    def _authenticator(self) -> "Authenticator":
        from shared.authenticator import Authenticator  # noqa: PLC0415 - 40 ms that the first token pays
        from shared.signing_keys import SigningKeys  # noqa: PLC0415

        settings, clock = self._environment.settings, self._environment.clock
        keys = SigningKeys(settings.authority, self._environment.transports.identity, clock)
        return Authenticator(
            settings.channels[self.name], settings.tenant_id, settings.authority, keys, clock
        )

    @cached_property
    def _document(self) -> bytes:
        from shared.openapi import document  # noqa: PLC0415 - made when somebody asks, not at every cold start

        return document(self.name, self._traits.title, self._operations)

    def _add(self, operation: Operation) -> None:
        if operation.calls > self._traits.most_calls:
            limit = self._traits.most_calls
            raise ValueError(
                f"{operation.operation_id} declares {operation.calls} upstream calls; {limit} is the most"
            )
        self._operations.append(operation)
        self._route(operation.method, operation.path, operation.endpoint.__name__, self._handler(operation))

    def _route(self, method: str, path: str, name: str, handler: Handler) -> None:
        """Function names are unique over all channels, so each carries its channel's."""
        name = f"{self.name}_{name}"

        async def handle(req: func.HttpRequest) -> func.HttpResponse:
            with telemetry.invocation(name, self.name, req.headers) as span:
                response = await self._answered(handler, req)
                telemetry.answered(span, response.status_code)
                return response

        route = self._blueprint.route(route=f"{self.name}/{path}", methods=[method])
        self._blueprint.function_name(name)(route(handle))

    async def _answered(self, handler: Handler, request: func.HttpRequest) -> func.HttpResponse:
        """The one place where failures become responses."""
        try:
            with self._admission.place():
                return await handler(request)
        except Problem as problem:
            ours = problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            level = logging.WARNING if ours else logging.INFO
            _log.log(level, "%s (trace %s): %r", problem.code, telemetry.trace_id(), problem.__cause__)
            return problem_response(problem)
        except Exception:  # noqa: BLE001 - the one net; what falls into it is logged and answered 500
            _log.exception("unexpected failure (trace %s)", telemetry.trace_id())
            return problem_response(InternalError("Something went wrong here; it has been recorded."))

    def _handler(self, operation: Operation) -> Handler:
        read = operation.reader()

        async def work(request: func.HttpRequest) -> Screen | Answer[Screen]:
            caller = await self._authenticator.authenticate(request.headers.get("authorization"))
            caller.require_scopes(operation.scopes)
            call = Call(caller, self._upstreams, self._url)
            with call_limit.at_most(operation.calls):
                return await operation.endpoint(call, **read(request))

        async def handle(request: func.HttpRequest) -> func.HttpResponse:
            with timing.collected() as parts:
                result = await self._within_budget(work(request))
            answer = result if isinstance(result, Answer) else Answer(result)
            return screen_response(answer.with_headers(self._headers(parts)), operation.status, request)

        return handle

    def _headers(self, parts: dict[str, float]) -> dict[str, str]:
        timed = {"Server-Timing": timing.header(parts)} if self._traits.server_timing else {}
        return {"Cache-Control": self._traits.cache_control} | timed

    async def _within_budget(self, work: Awaitable[Screen | Answer[Screen]]) -> Screen | Answer[Screen]:
        try:
            async with asyncio.timeout(self._traits.budget_seconds):
                with deadline.within(self._traits.budget_seconds):
                    return await work
        except TimeoutError as error:
            raise UpstreamTimeout("The services behind this answer took too long.") from error

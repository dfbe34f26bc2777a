"""A channel: its operations on Azure Functions, each checked, measured and answered in the same way."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import azure.functions as func

from shared import telemetry
from shared.caller import Authenticator
from shared.environment import Environment
from shared.openapi import document
from shared.operation import Call, Endpoint, Operation
from shared.problems import InternalError, Problem, UpstreamTimeout
from shared.responses import Answer, Screen, problem_response, screen_response
from shared.signing_keys import SigningKeys
from shared.upstreams import Upstreams

_log = logging.getLogger("portico")
Handler = Callable[[func.HttpRequest], Awaitable[func.HttpResponse]]


class Health(Screen):
    """The answer of a channel that can answer."""

    status: str
    channel: str


class Channel:
    """Registers endpoints as functions of one blueprint; `blueprint()` adds `health` and `openapi.json`."""

    def __init__(
        self, name: str, environment: Environment, *, title: str, budget_seconds: float, cache_control: str
    ) -> None:
        settings = environment.settings
        channel = settings.channels[name]
        keys = SigningKeys(settings.authority, environment.transports.identity, environment.clock)
        self.name = name
        self._title = title
        self._budget_seconds = budget_seconds
        self._cache_control = cache_control
        self._url = f"{settings.public_url}/{name}"
        self._authenticator = Authenticator(channel, settings.tenant_id, settings.authority, keys)
        self._upstreams = Upstreams.of(channel, environment)
        self._operations: list[Operation] = []
        self._blueprint = func.Blueprint()

    def get(self, path: str, endpoint: Endpoint, *scopes: str) -> None:
        """An endpoint for callers that have every one of these delegated scopes."""
        self._add(Operation("GET", path, endpoint, frozenset(scopes), HTTPStatus.OK))

    def post(self, path: str, endpoint: Endpoint, *scopes: str) -> None:
        """An endpoint that creates something."""
        self._add(Operation("POST", path, endpoint, frozenset(scopes), HTTPStatus.CREATED))

    def blueprint(self) -> func.Blueprint:
        body = document(self.name, self._title, self._operations)

        async def openapi(_: func.HttpRequest) -> func.HttpResponse:
            return func.HttpResponse(body, mimetype="application/json")

        async def health(_: func.HttpRequest) -> func.HttpResponse:
            answer = Answer(Health(status="ok", channel=self.name))
            return screen_response(answer, HTTPStatus.OK, "no-store")

        self._route("GET", "openapi.json", "get_openapi", openapi)
        self._route("GET", "health", "get_health", health)
        return self._blueprint

    def _add(self, operation: Operation) -> None:
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
            return await handler(request)
        except Problem as problem:
            _log.info("%s: %s", problem.code, problem.__cause__ or problem.detail)
            return problem_response(problem)
        except Exception:  # noqa: BLE001 - the one net; what falls into it is logged and answered 500
            _log.exception("unexpected failure")
            return problem_response(InternalError("Something went wrong here; it has been recorded."))

    def _handler(self, operation: Operation) -> Handler:
        read = operation.reader()

        async def handle(request: func.HttpRequest) -> func.HttpResponse:
            caller = await self._authenticator.authenticate(request.headers.get("authorization"))
            caller.require_scopes(operation.scopes)
            call = Call(caller, self._upstreams, time.monotonic() + self._budget_seconds, self._url)
            result = await self._within_budget(operation.endpoint(call, **read(request)))
            answer = result if isinstance(result, Answer) else Answer(result)
            return screen_response(answer, operation.status, self._cache_control)

        return handle

    async def _within_budget(self, work: Awaitable[Screen | Answer[Screen]]) -> Screen | Answer[Screen]:
        try:
            async with asyncio.timeout(self._budget_seconds):
                return await work
        except TimeoutError as error:
            raise UpstreamTimeout("The services behind this answer took too long.") from error

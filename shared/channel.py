"""A channel: its operations registered on Azure Functions, each checked in the same way."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import azure.functions as func

from shared import call_limit, inputs, telemetry, timing
from shared.caller import Caller
from shared.environment import Environment
from shared.experiments import Experiment, Experiments
from shared.operation import Call, Endpoint, Operation, Visit
from shared.resilience import cache_key
from shared.responses import Answer, Screen, response
from shared.serving import Handler, Serving
from shared.upstreams import Upstreams

if TYPE_CHECKING:
    from shared.authenticator import Authenticator
    from shared.tokens import UpstreamTokens

NO_CONTEXT: Any = None


class Health(Screen):
    """The answer of a channel that can answer."""

    status: str
    channel: str


@dataclass(frozen=True)
class Traits:
    """What all answers of a channel have in common.

    `budget_seconds` is what one answer may take in all, `most_calls` the most upstream calls an operation may
    declare; `server_timing` tells the durations of the parts; `login` is the path of a channel's web login;
    `role` makes it a channel of applications, which all need that role and a subscription key; `experiments`
    are those that its endpoints ask for.
    """

    title: str
    budget_seconds: float
    most_calls: int
    cache_control: str
    server_timing: bool = False
    login: str = ""
    role: str = ""
    experiments: tuple[Experiment[Any], ...] = ()


class Channel:
    """Registers endpoints as functions of one blueprint; `blueprint()` adds `health` and `openapi.json`."""

    def __init__(self, name: str, environment: Environment, traits: Traits, blueprint: Any = None) -> None:
        """`blueprint` is one of Durable Functions' for a channel that has orchestrations."""
        settings = environment.settings
        self.name = name
        self._environment = environment
        self._traits = traits
        self._url = f"{settings.public_url}/{name}"
        self._upstreams = Upstreams.of(environment, self._tokens())
        self._experiments = Experiments.of(environment, traits.experiments)
        login_url = f"{self._url}/{traits.login}" if traits.login else ""
        self._serving = Serving(settings.concurrency_limit, traits.budget_seconds, login_url)
        self._operations: list[Operation] = []
        self._blueprint = blueprint or func.Blueprint()

    def get(self, path: str, endpoint: Endpoint, *scopes: str, calls: int) -> None:
        """An endpoint for callers that have every one of these delegated scopes; `calls` is its fan-out."""
        self._add(Operation("GET", path, endpoint, frozenset(scopes), calls, HTTPStatus.OK))

    def post(self, path: str, endpoint: Endpoint, *scopes: str, calls: int) -> None:
        """An endpoint that creates something."""
        self._add(Operation("POST", path, endpoint, frozenset(scopes), calls, HTTPStatus.CREATED))

    def add(
        self, method: str, path: str, endpoint: Endpoint, *scopes: str, status: HTTPStatus, calls: int = 0
    ) -> None:
        """An endpoint of any other kind; one that takes a `visit` needs no access token."""
        self._add(Operation(method, path, endpoint, frozenset(scopes), calls, status))

    def internal(self, path: str, endpoint: Endpoint) -> None:
        """An endpoint for the gateway and operators alone: it needs the function key; no API leads to it."""
        operation = Operation("POST", path, endpoint, frozenset(), 0, HTTPStatus.OK)
        self._route("POST", path, f"internal_{endpoint.__name__}", self._handler(operation))

    def blueprint(self) -> func.Blueprint:
        """All of it; the last thing that is asked of a channel."""
        self._route("GET", "openapi.json", "get_openapi", self._openapi)
        self._route("GET", "health", "get_health", self._health)
        return self._blueprint

    async def _openapi(self, request: func.HttpRequest) -> func.HttpResponse:
        inputs.read_query(inputs.NoQuery, request.url)
        return func.HttpResponse(self._document, mimetype="application/json")

    async def _health(self, request: func.HttpRequest) -> func.HttpResponse:
        inputs.read_query(inputs.NoQuery, request.url)
        answer = Answer(Health(status="ok", channel=self.name), {"Cache-Control": "no-store"})
        return response(answer, HTTPStatus.OK, request)

    @cached_property
    def _authenticator(self) -> "Authenticator":
        from shared.authenticator import Authenticator  # noqa: PLC0415 - 40 ms that the first token pays

        settings, clock = self._environment.settings, self._environment.clock
        verifier = self._environment.token_verifier
        return Authenticator(settings.channels[self.name], settings.tenant_id, verifier, clock)

    @cached_property
    def _document(self) -> bytes:
        from shared.openapi import document  # noqa: PLC0415 - made when somebody asks, not at every cold start

        traits = self._traits
        cached = traits.cache_control != "no-store"
        return document(self.name, traits.title, self._operations, traits.role, cached=cached)

    def _tokens(self) -> "UpstreamTokens":
        """A user's call goes on in the user's name, an application's in the channel's own."""
        client, clock = self._environment.confidential_client(self.name), self._environment.clock
        if self._traits.role:
            from shared.client_credentials import ClientCredentials  # noqa: PLC0415 - a channel needs one kind

            return ClientCredentials(client, clock)
        from shared.on_behalf_of import OnBehalfOf  # noqa: PLC0415 - as above

        return OnBehalfOf(client, clock)

    def _authorise(self, caller: Caller, operation: Operation) -> None:
        if self._traits.role:
            caller.require_role(self._traits.role)
        caller.require_scopes(operation.scopes)

    def _add(self, operation: Operation) -> None:
        if operation.calls > self._traits.most_calls:
            limit = self._traits.most_calls
            raise ValueError(
                f"{operation.operation_id} declares {operation.calls} upstream calls; {limit} is the most"
            )
        self._operations.append(operation)
        handler, name = self._handler(operation), operation.endpoint.__name__
        self._route(operation.method, operation.path, name, handler, durable=operation.durable)

    def _route(self, method: str, path: str, name: str, handler: Handler, *, durable: bool = False) -> None:
        """Function names are unique over all channels, so each carries its channel's."""
        function = telemetry.Function(f"{self.name}_{name}", self.name, method, f"/{self.name}/{path}")
        route = self._blueprint.route(route=f"{self.name}/{path}", methods=[method])

        # The host always gives a context; a test that calls a handler need not. The worker loads no union.
        async def handle(req: func.HttpRequest, context: func.Context = NO_CONTEXT) -> func.HttpResponse:
            with telemetry.Invocation(function, req.headers, context) as invocation:
                return await self._serving.serve(invocation, handler, req)

        async def handle_durable(
            req: func.HttpRequest, client: str, context: func.Context = NO_CONTEXT
        ) -> func.HttpResponse:
            with telemetry.Invocation(function, req.headers, context) as invocation:
                return await self._serving.serve(invocation, handler, req, client=client)

        if durable:
            bind = self._blueprint.durable_client_input(client_name="client")
            self._blueprint.function_name(function.name)(bind(route(handle_durable)))
        else:
            self._blueprint.function_name(function.name)(route(handle))

    def _handler(self, operation: Operation) -> Handler:
        read, public = operation.reader(), operation.public

        async def work(request: func.HttpRequest, bindings: Mapping[str, object]) -> Answer[Any]:
            if public:
                return _answer(await operation.endpoint(Visit(request.headers), **read(request)))
            caller = await self._authenticator.authenticate(request.headers.get("authorization"))
            self._authorise(caller, operation)
            variants = await self._experiments.variants(caller, request.headers)
            call = Call(caller, self._upstreams, self._url, variants)
            with call_limit.at_most(operation.calls):
                answer = _answer(await operation.endpoint(call, **bindings, **read(request)))
            return answer.with_headers(self._experiments.headers(variants))

        async def handle(request: func.HttpRequest, **bindings: object) -> func.HttpResponse:
            with timing.collected() as parts, cache_key.of(request.headers):
                answer = await self._serving.within_budget(work(request, bindings))
            return response(answer.with_headers(self._headers(parts)), operation.status, request)

        return handle

    def _headers(self, parts: dict[str, float]) -> dict[str, str]:
        timed = {"Server-Timing": timing.header(parts)} if self._traits.server_timing and parts else {}
        return {"Cache-Control": self._traits.cache_control} | timed


def _answer(result: Screen | Answer[Any]) -> Answer[Any]:
    return result if isinstance(result, Answer) else Answer(result)

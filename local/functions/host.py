"""The Functions host as an ASGI application: route, key, body, invocation, answer."""

import logging
from collections.abc import Mapping
from contextlib import nullcontext
from random import getrandbits
from types import MappingProxyType
from uuid import UUID

from azure.functions import AuthLevel, FunctionRegister
from azure.functions.http import HttpRequest
from starlette.types import Receive, Scope, Send

from local.errors import StartError
from local.functions.durable import DurableExtension, DurableSettings
from local.functions.host_json import read_extensions
from local.functions.http_request import BodyTooLarge, ClientDisconnected, IncomingRequest, incoming
from local.functions.http_response import Answer, Header, answer, bare, json_answer
from local.functions.indexing import HTTP_TRIGGER, IndexedFunction, index
from local.functions.invocation import Invoker, TraceContext
from local.functions.keys import Keys, permits
from local.functions.routes import Route, RouteTable, is_reserved
from local.functions.throttle import Overloaded, Throttle

logger = logging.getLogger(__name__)

_DEFAULT_BODY_LIMIT = 100 * 1024 * 1024


class FunctionsHost:
    """Serves `app` as Azure does; `settings` are its app settings, of which the host reads its own."""

    def __init__(
        self,
        app: FunctionRegister,
        host_json: Mapping[str, object],
        keys: Keys,
        *,
        settings: Mapping[str, str] = MappingProxyType({}),
        durable: DurableSettings = DurableSettings(),  # noqa: B008 - it is frozen
    ) -> None:
        extensions = read_extensions(host_json)
        options = extensions.http
        functions = index(app)
        triggered = [function for function in functions if function.trigger["type"] == HTTP_TRIGGER]
        self._routes = RouteTable(triggered, options.route_prefix)
        self._invoker = Invoker(function.name for function in functions)
        self._keys = keys
        self._throttle = Throttle(options)
        self._custom_headers = [
            (name.lower().encode(), value.encode()) for name, value in options.custom_headers.items()
        ]
        self._disabled = {function.name for function in functions if _is_disabled(function.name, settings)}
        self._body_limit = _body_limit(settings)
        self.durable: DurableExtension | None = None
        if any(function.is_durable for function in functions):
            enabled = [function for function in functions if function.name not in self._disabled]
            self.durable = DurableExtension(enabled, extensions.durable_task, durable, keys, self._invoker)

    @property
    def invocations(self) -> int:
        """How often any function was invoked since the start; for tests."""
        return self._invoker.counts.total()

    @property
    def invocations_by_function(self) -> Mapping[str, int]:
        """For tests."""
        return MappingProxyType(self._invoker.counts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if self.durable is not None and self.durable.serves(scope["path"]):
            await self.durable(scope, receive, send)
            return
        try:
            given = await self._answer(scope, receive)
        except ClientDisconnected:
            return
        headers = given.headers + self._missing_custom_headers(given.headers)
        await send({"type": "http.response.start", "status": given.status, "headers": headers})
        await send({"type": "http.response.body", "body": given.body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        try:
            request = incoming(scope, receive)
        except UnicodeDecodeError:
            return bare(400)
        if is_reserved(request.path):
            return self._administer(request)
        found = self._routes.match(request.method, request.path)
        if found is None:
            return bare(204 if request.path == "/" else 404)
        try:
            async with self._throttle:
                return await self._serve(request, *found)
        except Overloaded:
            return bare(429, (b"x-function-scaleout", b"1"))
        except BodyTooLarge:
            return bare(413)

    async def _serve(self, request: IncomingRequest, route: Route, route_params: dict[str, str]) -> Answer:
        function = route.function
        granted = self._keys.level(request.key, function.name)
        if not permits(granted, route.level):
            return bare(401)
        if function.name in self._disabled and granted is not AuthLevel.ADMIN:
            return bare(404)
        body = await request.body(self._body_limit)
        headers = request.headers
        trace = TraceContext(headers.get("traceparent", ""), headers.get("tracestate", ""))
        return await self._invoke(function, request.decoded(route_params, body), trace)

    async def _invoke(self, function: IndexedFunction, request: HttpRequest, trace: TraceContext) -> Answer:
        # Not uuid4(): that asks the kernel, and takes three times as long.
        invocation_id = str(UUID(int=getrandbits(128), version=4))
        try:
            arguments: dict[str, object] = {function.trigger["name"]: request}
            if self.durable is not None:
                arguments |= dict.fromkeys(function.clients, self.durable.binding)
            return answer(await self._invoker.invoke(function, arguments, invocation_id, trace))
        except Exception:
            logger.exception("function %s failed, invocation %s", function.name, invocation_id)
            return bare(500)

    def _administer(self, request: IncomingRequest) -> Answer:
        if self._keys.level(request.key, "") is not AuthLevel.ADMIN:
            return bare(401)
        if (request.method, request.path.lower().rstrip("/")) != ("GET", "/admin/host/status"):
            return bare(404)
        return json_answer({"state": "Running", "invocations": self._invoker.counts})

    def _missing_custom_headers(self, headers: list[Header]) -> list[Header]:
        if not self._custom_headers:
            return []
        present = {name for name, _ in headers}
        return [header for header in self._custom_headers if header[0] not in present]

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with nullcontext() if self.durable is None else self.durable.running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        self._invoker.close()
        await send({"type": "lifespan.shutdown.complete"})


def _body_limit(settings: Mapping[str, str]) -> int:
    limit = settings.get("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", str(_DEFAULT_BODY_LIMIT))
    if not limit.isdecimal():
        raise StartError(f"FUNCTIONS_REQUEST_BODY_SIZE_LIMIT must be a number of bytes, not {limit!r}")
    return int(limit)


def _is_disabled(function: str, settings: Mapping[str, str]) -> bool:
    return settings.get(f"AzureWebJobs.{function}.Disabled", "").lower() in {"true", "1"}

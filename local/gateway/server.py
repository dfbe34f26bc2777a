"""The gateway as an ASGI application."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import perf_counter

from opentelemetry.trace import StatusCode
from opentelemetry.util.types import AttributeValue

from local.gateway.apis import Catalogue, Endpoint
from local.gateway.context import Headers, Response
from local.gateway.execution import Execution
from local.gateway.faults import PolicyFault, Refusal
from local.gateway.header_fields import encode
from local.gateway.incoming import Incoming, begin
from local.gateway.pipeline import recover, run
from local.gateway.request_body import BodyTooLarge, ClientGone, Message, Receive, RequestBody
from local.gateway.routing import Match
from local.gateway.scopes import Program
from local.gateway.services import Services
from local.gateway.subscriptions import Subscriptions
from local.gateway.telemetry import measure, parent_of, start_server_span

Send = Callable[[Message], Awaitable[None]]

logger = logging.getLogger(__name__)
BODILESS = frozenset({204, 304})
# What the server adds, the date too: a backend's own may come from the cache.
ADDED = frozenset({b"connection", b"transfer-encoding", b"date"})
REPLACED = ADDED | {b"content-length"}


class Gateway:
    """Routes a request, runs its policies and sends the answer, under one server span."""

    def __init__(
        self,
        catalogue: Catalogue,
        subscriptions: Subscriptions,
        services: Services,
        max_body_bytes: int,
        console: str | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._subscriptions = subscriptions
        self._services = services
        self._max_body_bytes = max_body_bytes
        self._console = console

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http" and self._console and scope["path"] == "/" and scope["method"] == "GET":
            await _redirect(send, self._console)
        elif scope["type"] == "http":
            body = RequestBody(scope["headers"], receive, self._max_body_bytes)
            await self._serve(Incoming.read(scope), body, send)
        else:
            raise ValueError(f"the gateway does not serve {scope['type']}")

    async def _serve(self, incoming: Incoming, body: RequestBody, send: Send) -> None:
        match = self._catalogue.match(incoming.method, incoming.raw_path, incoming.headers)
        endpoint = match.target if match else self._catalogue.unmatched(incoming.raw_path)
        parent = parent_of(incoming.headers)
        name, attributes = _span(incoming, match)
        span, started = start_server_span(name, attributes, parent), perf_counter()
        try:
            execution = begin(incoming, endpoint, match, self._services, (span, parent))
            await self._answer(endpoint, execution, body)
            outcome = _describe(execution)
            size = await _respond(send, execution.context.response, incoming.method, body)
            span.set_attribute("http.response.body.size", size)
            measure({**attributes, **outcome}, size, perf_counter() - started)
        except ClientGone:
            span.set_attribute("error.type", "ClientConnectionFailure")
            return
        finally:
            span.end()
        for finish in execution.afterwards:
            await finish()

    async def _answer(self, endpoint: Endpoint, execution: Execution, body: RequestBody) -> None:
        """Leave the client's answer in `context.response`, whatever happens."""
        try:
            await self._process(endpoint, execution, body)
        except ClientGone:
            raise
        except Exception as error:  # the last resort: a fault of the gateway's own is a 500, not a reset
            logger.exception("the gateway failed")
            fault = PolicyFault("InternalError", type(error).__name__, source="gateway")
            with suppress(Exception):  # then the fault's own answer stands
                await recover(endpoint.program, execution, fault)

    async def _process(self, endpoint: Endpoint, execution: Execution, body: RequestBody) -> None:
        try:
            await _receive(endpoint, execution, body)
            program = self._program(endpoint, execution)
        except Refusal as refusal:
            await recover(endpoint.program, execution, refusal)
        else:
            await run(program, execution)

    def _program(self, endpoint: Endpoint, execution: Execution) -> Program:
        """What runs for this request: for a subscriber, the product's policies too."""
        membership = endpoint.membership
        self._subscriptions.identify(execution.context, membership.product if membership else None)
        if membership is None or execution.context.subscription is None:
            return endpoint.program
        execution.continuations = membership.program.continuations
        return membership.program


async def _receive(endpoint: Endpoint, execution: Execution, body: RequestBody) -> None:
    """Take the body; raises a Refusal for a request that no policy should see."""
    if endpoint.description is None:
        fault = "Unable to match incoming request to an operation."
        raise Refusal("OperationNotFound", fault, 404, "Resource not found", source="configuration")
    try:
        execution.context.request.body.content = await body.read() or None
    except BodyTooLarge:
        raise Refusal("RequestBodyTooLarge", "Request body is too large.", 413, source="gateway") from None


def _span(incoming: Incoming, match: Match[Endpoint] | None) -> tuple[str, dict[str, str]]:
    """Name and attributes of the server span."""
    attributes = {"http.request.method": incoming.method, "url.path": incoming.raw_path}
    if match is None:
        return incoming.method, attributes
    endpoint = match.target
    attributes["http.route"] = endpoint.route
    attributes["portico.channel"] = endpoint.api.name
    attributes["portico.operation"] = endpoint.operation.id
    return f"{incoming.method} {endpoint.route}", attributes


def _describe(execution: Execution) -> dict[str, AttributeValue]:
    """Tell the span how the request went."""
    lookup, context, span = execution.lookup, execution.context, execution.span
    outcome: dict[str, AttributeValue] = {
        "portico.cache": ("hit" if lookup.hit else "miss") if lookup else "none",
        "http.response.status_code": context.response.status_code,
    }
    span.set_attributes(outcome)
    for message in context.traces:
        span.add_event("trace", {"message": message})
    if context.last_error:
        span.set_attribute("error.type", context.last_error.reason)
    if context.response.status_code >= 500:  # noqa: PLR2004
        span.set_status(StatusCode.ERROR)
    return outcome


async def _redirect(send: Send, location: str) -> None:
    headers = [(b"location", location.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _respond(send: Send, response: Response, method: str, request_body: RequestBody) -> int:
    """How many bytes of body the client got."""
    body = response.body.content or b""
    fields = _fields(response.headers, len(body), method, response.status_code)
    if request_body.pending:
        fields.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": response.status_code, "headers": fields})
    sent = b"" if method == "HEAD" or response.status_code in BODILESS else body
    await send({"type": "http.response.body", "body": sent, "more_body": request_body.pending})
    if request_body.pending:
        await request_body.discard()
        await send({"type": "http.response.body"})
    return len(sent)


def _fields(headers: Headers, length: int, method: str, status: int) -> list[tuple[bytes, bytes]]:
    """The fields with the one true Content-Length; a HEAD answer keeps the length that a GET would have."""
    fields = [(encode(name).lower(), encode(value)) for name, value in headers.items()]
    if method == "HEAD" and not length:
        return [field for field in fields if field[0] not in ADDED]
    rest = [field for field in fields if field[0] not in REPLACED]
    return rest if status in BODILESS else [*rest, (b"content-length", b"%d" % length)]


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return

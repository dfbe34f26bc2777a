"""One operation of a channel, described by its endpoint's own signature.

An endpoint is `async def list_orders(call: Call, query: OrdersQuery) -> OrdersScreen`. After `call` it may
take `query`, `path`, `body` and `key`: their types say what is accepted, the return type what is answered,
and the docstring's first line what it is for. `Annotated[Answer[None], NotReady]` is a return type with a
problem that others do not raise. One that needs no access token takes a `visit: Visit` instead; one that
starts orchestrations takes a `client` of Durable Functions too.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, get_args, get_type_hints

import azure.functions as func

from shared import inputs
from shared.caller import Caller
from shared.experiments import Variants
from shared.problems import Problem
from shared.responses import Answer, Screen
from shared.upstreams import Upstreams


@dataclass(frozen=True)
class Call:
    """What an endpoint is given about one request."""

    caller: Caller
    upstreams: Upstreams
    url: str
    variants: Variants

    def link(self, path: str) -> str:
        """An absolute link into this channel, never made from request headers."""
        return f"{self.url}/{path}"


@dataclass(frozen=True)
class Visit:
    """What an endpoint that needs no access token is given about one request."""

    headers: Mapping[str, str]


Endpoint = Callable[..., Awaitable[Screen | Answer[Any]]]
_GIVEN = {"call", "visit", "client", "return"}
_READERS: Mapping[str, Callable[[Any, func.HttpRequest], object]] = {
    "query": lambda model, request: inputs.read_query(model, request.url),
    "path": lambda model, request: inputs.read_path(model, request.route_params),
    "body": inputs.read_body,
    "key": lambda kind, request: inputs.read_idempotency_key(
        request.headers.get("idempotency-key"), required=kind is str
    ),
}


@dataclass(frozen=True)
class Operation:
    """A method and a path (relative to the channel), the endpoint behind them, the scopes it needs, the most
    upstream calls it makes, and the status of its success."""

    method: str
    path: str
    endpoint: Endpoint
    scopes: frozenset[str]
    calls: int
    status: HTTPStatus

    def __post_init__(self) -> None:
        """A path and an endpoint that do not fit each other are a TypeError at start."""
        if unknown := self.inputs.keys() - _READERS.keys():
            raise TypeError(f"{self.endpoint.__name__} has unknown parameters: {', '.join(sorted(unknown))}")
        if ("{" in self.path) != ("path" in self.inputs):
            raise TypeError(f"{self.endpoint.__name__}: {self.path} and the parameter `path` do not agree")

    @property
    def inputs(self) -> Mapping[str, type[Any]]:
        hints = get_type_hints(self.endpoint)
        return {name: hint for name, hint in hints.items() if name not in _GIVEN}

    @property
    def public(self) -> bool:
        """Whether it needs no access token."""
        return "visit" in get_type_hints(self.endpoint)

    @property
    def durable(self) -> bool:
        """Whether it is given a client of Durable Functions."""
        return "client" in get_type_hints(self.endpoint)

    @property
    def answer(self) -> type[Screen] | None:
        """The model of the answer's body, None when it has no body."""
        returned = get_type_hints(self.endpoint)["return"]
        model: type[Screen] = next(iter(get_args(returned)), returned)
        return model if issubclass(model, Screen) else None

    @property
    def refusals(self) -> tuple[type[Problem], ...]:
        """The problems that the return type is annotated with."""
        returned = get_type_hints(self.endpoint, include_extras=True)["return"]
        return getattr(returned, "__metadata__", ())

    @property
    def operation_id(self) -> str:
        """`list-orders` for the endpoint `list_orders`."""
        return self.endpoint.__name__.replace("_", "-")

    @property
    def summary(self) -> str:
        return (inspect.getdoc(self.endpoint) or "").partition("\n")[0]

    def reader(self) -> Callable[[func.HttpRequest], dict[str, object]]:
        """Reads the endpoint's arguments from a request; raises the problem that names what is wrong."""
        models = {"query": inputs.NoQuery} | dict(self.inputs)
        wanted = self.inputs.keys()

        def read(request: func.HttpRequest) -> dict[str, object]:
            values = {name: _READERS[name](model, request) for name, model in models.items()}
            return {name: values[name] for name in wanted}

        return read

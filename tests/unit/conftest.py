"""Function handlers called directly, over upstreams that are plain functions."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import azure.functions as func
import httpx
import pytest

from shared.settings import Settings
from shared.transport import Transports
from tests.provider import Identity

Upstream = Callable[[httpx.Request], httpx.Response]


_OF: dict[str, dict[str, Any]] = {"mobile": {}, "desktop": {"aud": "desktop-api", "azp": "web"}}


class Bff:
    """The handlers of a function app, by function name."""

    def __init__(self, app: func.FunctionApp, identity: Identity) -> None:
        self._identity = identity
        self._handlers: dict[str, Callable[[func.HttpRequest], Awaitable[func.HttpResponse]]] = {
            str(function.get_function_name()): function.get_user_function()
            for function in app.get_functions()
        }

    async def call(
        self,
        name: str,
        query: str = "",
        *,
        path: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        token: str | None = None,
    ) -> func.HttpResponse:
        """As alice with every scope, unless a token (or "" for none) says otherwise."""
        bearer = self._identity.token(**_OF[name.partition("_")[0]]) if token is None else token
        sent = ({"authorization": f"Bearer {bearer}"} if bearer else {}) | dict(headers or {})
        request = func.HttpRequest(
            "GET", f"http://bff.test/{name}{query}", headers=sent, route_params=dict(path or {}), body=body
        )
        return await self._handlers[name](request)


@pytest.fixture
def bff(settings: Settings, identity: Identity) -> Callable[..., Bff]:
    """`bff(orders=answer, products=answer)`: a function app over these; one not given is unreachable."""

    def unreachable(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no such service here", request=request)

    def build(**upstreams: Upstream) -> Bff:
        from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

        answers = {name: upstreams.get(name, unreachable) for name in ("orders", "products", "users")}
        transports = Transports(
            identity=httpx.MockTransport(identity.answer),
            **{name: httpx.MockTransport(answer) for name, answer in answers.items()},
        )
        return Bff(create_app(settings, transports), identity)

    return build

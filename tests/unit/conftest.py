"""Function handlers called directly, over upstreams that are plain functions."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import azure.functions as func
import httpx
import pytest

from shared.settings import UPSTREAMS, Settings
from shared.transport import Transports
from tests.managed_identity import HOST, TOKEN_PATH, Endpoint
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
def managed_identity(monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    """What this function app is told to ask; its `answer` must be put where HOST is reached."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://{HOST}{TOKEN_PATH}")
    monkeypatch.setenv("IDENTITY_HEADER", "secret-header")
    return Endpoint()


@pytest.fixture
def bff(settings: Settings, identity: Identity) -> Callable[..., Bff]:
    """`bff(orders=answer, products=answer)`: a function app over these; one not given is unreachable."""
    return lambda **upstreams: app_over(settings, identity, upstreams)


def app_over(
    settings: Settings,
    identity: Identity,
    upstreams: Mapping[str, Upstream],
    clock: Callable[[], float] = time.time,
) -> Bff:
    from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

    answers = {name: httpx.MockTransport(upstreams.get(name, _unreachable)) for name in UPSTREAMS}
    transports = Transports(answers, httpx.MockTransport(identity.answer))
    return Bff(create_app(settings, transports, clock), identity)


def _unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no such service here", request=request)

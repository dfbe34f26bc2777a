"""The partner channel's handlers, over upstreams that are plain functions."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import azure.functions as func
import httpx
import pytest

from shared.settings import read
from shared.transport import Transports
from tests.provider import Identity

KEYS = f"new:{43 * 'A'},old:{42 * 'A'}E"
Upstream = Callable[[httpx.Request], httpx.Response]
Call = Callable[..., Awaitable[func.HttpResponse]]


class Clock:
    """Real time, until a test moves it on."""

    ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


def claims(**changes: object) -> dict[str, Any]:
    """Those of a partner's own token."""
    application: dict[str, Any] = {
        "aud": "partner-api",
        "azp": "acme",
        "oid": "principal-of-acme",
        "name": None,
        "scp": None,
    }
    return application | {"roles": ["Orders.Read.All"]} | changes


@pytest.fixture
def partner(environment: dict[str, str], identity: Identity, clock: Clock) -> Callable[..., Call]:
    """`partner(orders=answer)` gives `call("list_orders", "?maxpagesize=2")`, made by acme."""

    def build(keys: str = KEYS, **upstreams: Upstream) -> Call:
        from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

        key_file = environment["MOBILE_ASSERTION_KEY"]
        settings = {"BFF_CHANNELS": "partner", "PARTNER_AUDIENCE": "partner-api", "CURSOR_KEYS": keys}
        settings |= {"PARTNER_CLIENTS": "acme,globex", "PARTNER_ASSERTION_KEY": key_file}
        answers = {name: upstreams.get(name, unreachable) for name in ("orders", "products", "users")}
        transports = Transports(
            identity=httpx.MockTransport(identity.answer),
            **{name: httpx.MockTransport(answer) for name, answer in answers.items()},
        )
        app = create_app(read(environment | settings), transports, clock)
        handlers = {
            function.get_function_name(): function.get_user_function() for function in app.get_functions()
        }

        async def call(
            name: str, query: str = "", path: Mapping[str, str] | None = None, **changes: object
        ) -> func.HttpResponse:
            headers = {"authorization": f"Bearer {identity.token(**claims(**changes))}"}
            url = query if query.startswith("http") else f"http://bff.test/{name}{query}"
            request = func.HttpRequest("GET", url, headers=headers, route_params=dict(path or {}), body=b"")
            response: func.HttpResponse = await handlers[f"partner_{name}"](request)
            return response

        return call

    return build


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no such service here", request=request)


def order(number: int, updated_at: str = "2026-01-01T00:00:00Z", **fields: object) -> dict[str, Any]:
    """As the orders service has it, with what partners do not get."""
    return {
        "id": f"ord_{number:010d}",
        "userId": "somebody",
        "status": "paid",
        "placedAt": "2026-01-01T00:00:00Z",
        "updatedAt": updated_at,
        "total": "9.50",
        "currency": "EUR",
        "lines": [{"productId": "p1", "name": "Lamp", "quantity": 1, "unitPrice": "9.50", "margin": "3.00"}],
        "payment": {"reference": "pay_1"},
    } | fields

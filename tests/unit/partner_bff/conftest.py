"""The partner channel's handlers, over upstreams that are plain functions."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import azure.functions as func
import pytest

from shared.settings import read_settings
from tests.clock import RunningClock
from tests.provider import Identity
from tests.unit.conftest import Upstream, app_over

KEYS = f"new:{43 * 'A'},old:{42 * 'A'}E"
Call = Callable[..., Awaitable[func.HttpResponse]]


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


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
def partner(environment: dict[str, str], identity: Identity, clock: RunningClock) -> Callable[..., Call]:
    """`partner(orders=answer)` gives `call("list_orders", "?maxpagesize=2")`, made by acme."""

    def build(keys: str = KEYS, **upstreams: Upstream) -> Call:
        key_file = environment["MOBILE_ASSERTION_KEY"]
        variables = {"BFF_CHANNELS": "partner", "PARTNER_AUDIENCE": "partner-api", "CURSOR_KEYS": keys}
        variables |= {"PARTNER_CLIENTS": "acme,globex", "PARTNER_ASSERTION_KEY": key_file}
        app = app_over(read_settings(environment | variables), identity, upstreams, clock)

        async def call(
            name: str, link: str = "", path: Mapping[str, str] | None = None, **changes: object
        ) -> func.HttpResponse:
            """A link's query, or a query alone."""
            query, token = f"?{link.partition('?')[2]}", identity.token(**claims(**changes))
            return await app.call(f"partner_{name}", query, path=path, token=token)

        return call

    return build


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

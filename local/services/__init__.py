"""Sample upstreams: orders, products and users, each an application of its own on its own SQLite file."""

import time
from collections.abc import Callable

import httpx
from starlette.applications import Starlette

from local.services import orders, products, users
from local.services.config import ServiceConfig

__all__ = ["ServiceConfig", "create_app"]

_CREATE_APP = {"orders": orders.create_app, "products": products.create_app, "users": users.create_app}


def create_app(
    config: ServiceConfig, transport: httpx.AsyncBaseTransport, clock: Callable[[], float] = time.time
) -> Starlette:
    """The service that `config.service` names; `transport` fetches the issuer's signing keys."""
    return _CREATE_APP[config.service](config, transport, clock)

"""GET /users?ids=, GET /users/{id}: the people of the directory."""

import time
from collections.abc import Callable

import httpx
from starlette.applications import Starlette

from local.services.application import assemble
from local.services.config import ServiceConfig
from local.services.directory import read_users
from local.services.users.endpoints import READ_ALL, Endpoints
from local.services.users.store import open_users


def create_app(
    config: ServiceConfig, transport: httpx.AsyncBaseTransport, clock: Callable[[], float] = time.time
) -> Starlette:
    """The users service."""
    endpoints = Endpoints(open_users(config.database, read_users(config.directory)))
    return assemble(
        config,
        transport,
        clock,
        READ_ALL,
        [("GET", "/users", endpoints.several), ("GET", "/users/{id}", endpoints.read)],
    )

"""GET /orders, GET /orders?updatedSince=, GET /orders/{id}, POST /orders.

The service keeps its own copy of each product's name, price and thumbnail.
"""

import time
from collections.abc import Callable

import httpx
from starlette.applications import Starlette

from local.services.application import assemble
from local.services.config import ServiceConfig
from local.services.database import open_database
from local.services.directory import read_users
from local.services.orders.endpoints import READ_ALL, Endpoints
from local.services.orders.placement import Placement
from local.services.orders.seed import SCHEMA, seed
from local.services.orders.store import OrderStore


def create_app(
    config: ServiceConfig, transport: httpx.AsyncBaseTransport, clock: Callable[[], float] = time.time
) -> Starlette:
    """The orders service."""
    users = read_users(config.directory)
    connection = open_database(config.database, SCHEMA, lambda connection: seed(connection, users))
    placement = Placement(connection, {user.id: user.name for user in users}, clock)
    endpoints = Endpoints(OrderStore(connection), placement)
    return assemble(
        config,
        transport,
        clock,
        READ_ALL,
        [
            ("GET", "/orders", endpoints.find),
            ("POST", "/orders", endpoints.place),
            ("GET", "/orders/{id}", endpoints.read),
        ],
    )

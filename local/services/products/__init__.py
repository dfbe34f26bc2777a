"""GET /products, GET /products?ids=, GET /products/{id}: the catalogue, for every authorised caller."""

import time
from collections.abc import Callable

import httpx
from starlette.applications import Starlette

from local.services.application import assemble
from local.services.config import ServiceConfig
from local.services.products.endpoints import Endpoints
from local.services.products.store import open_products

ROLE = "Products.Read.All"


def create_app(
    config: ServiceConfig, transport: httpx.AsyncBaseTransport, clock: Callable[[], float] = time.time
) -> Starlette:
    """The products service."""
    endpoints = Endpoints(open_products(config.database))
    return assemble(
        config,
        transport,
        clock,
        ROLE,
        [("GET", "/products", endpoints.find), ("GET", "/products/{id}", endpoints.read)],
    )

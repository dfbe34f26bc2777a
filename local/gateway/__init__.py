"""A local stand-in for Azure API Management: runs the very policy files that are deployed."""

import time
from collections.abc import Callable

import httpx

from local.gateway.apis import read_apis, read_backends
from local.gateway.configuration import ConfigurationErrors, GatewayConfig
from local.gateway.coverage import Coverage
from local.gateway.server import Gateway
from local.gateway.services import ManagedIdentity, create_services
from local.gateway.subscriptions import Subscriptions

__all__ = ["ConfigurationErrors", "Coverage", "Gateway", "GatewayConfig", "create_gateway"]


def create_gateway(
    config: GatewayConfig,
    transport: httpx.AsyncBaseTransport,
    clock: Callable[[], float] = time.time,
    managed_identity: ManagedIdentity | None = None,
    coverage: Coverage | None = None,
) -> Gateway:
    """An ASGI application; raises ConfigurationErrors with everything that is wrong in the infra folder."""
    backends = read_backends(config)
    catalogue = read_apis(config, backends, coverage)
    subscriptions = Subscriptions(config.subscriptions, catalogue.products)
    services = create_services(backends, transport, clock, managed_identity)
    return Gateway(catalogue, subscriptions, services, config.max_body_bytes, config.console)

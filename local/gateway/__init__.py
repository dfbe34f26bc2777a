"""A local stand-in for Azure API Management: runs the very policy files that are deployed."""

import time
from collections.abc import Callable

import httpx

from local.gateway.apis import read_apis, read_backends
from local.gateway.configuration import ConfigurationErrors, GatewayConfig
from local.gateway.server import Gateway
from local.gateway.services import ManagedIdentity, create_services

__all__ = ["ConfigurationErrors", "Gateway", "GatewayConfig", "create_gateway"]


def create_gateway(
    config: GatewayConfig,
    transport: httpx.AsyncBaseTransport,
    clock: Callable[[], float] = time.time,
    managed_identity: ManagedIdentity | None = None,
) -> Gateway:
    """An ASGI application; raises ConfigurationErrors with everything that is wrong in the infra folder."""
    backends = read_backends(config)
    catalogue = read_apis(config, backends)
    return Gateway(
        catalogue, create_services(backends, transport, clock, managed_identity), config.max_body_bytes
    )

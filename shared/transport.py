"""The way out of the process: one pooled transport for each service a BFF calls."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx

from shared.settings import Settings

_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=30.0)


@dataclass(frozen=True)
class Transports:
    """A transport for each service; tests put in-process applications here."""

    orders: httpx.AsyncBaseTransport
    products: httpx.AsyncBaseTransport
    users: httpx.AsyncBaseTransport
    identity: httpx.AsyncBaseTransport


def open_transports(settings: Settings) -> Transports:
    """Transports over the network; no connection is made before the first request."""
    context = _trust(settings.ca_bundle)
    orders, products, users, identity = (
        httpx.AsyncHTTPTransport(verify=context, limits=_LIMITS) for _ in range(4)
    )
    return Transports(orders, products, users, identity)


def _trust(ca_bundle: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_bundle:
        context.load_verify_locations(ca_bundle)
    return context

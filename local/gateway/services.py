"""What every request shares: the clock, caches, counters and the way out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx

from local.gateway.cached_response import CachedResponse
from local.gateway.caches import Cache
from local.gateway.context import Url
from local.gateway.counters import Concurrency, FixedWindows, SlidingWindows
from local.gateway.forwarding import HttpClient
from local.gateway.tokens.issuers import Issuers
from local.gateway.tokens.validation import TokenValidator

RESPONSE_CACHE_BYTES = 256 * 2**20
VALUE_CACHE_BYTES = 64 * 2**20

ManagedIdentity = Callable[[str, str | None], Awaitable[str]]
"""Gives an access token for a resource, as an optional client id; raises OSError when it cannot."""


@dataclass(frozen=True)
class Services:
    """The parts of a running gateway that policies use."""

    clock: Callable[[], float]
    client: HttpClient
    backends: Mapping[str, Url]
    responses: Cache[CachedResponse]
    values: Cache[object]
    calls: SlidingWindows
    quotas: FixedWindows
    concurrency: Concurrency
    issuers: Issuers
    tokens: TokenValidator
    managed_identity: ManagedIdentity | None = None


def create_services(
    backends: Mapping[str, Url],
    transport: httpx.AsyncBaseTransport,
    clock: Callable[[], float],
    managed_identity: ManagedIdentity | None = None,
) -> Services:
    client = HttpClient(transport)
    return Services(
        clock=clock,
        client=client,
        backends=backends,
        responses=Cache(RESPONSE_CACHE_BYTES, clock),
        values=Cache(VALUE_CACHE_BYTES, clock),
        calls=SlidingWindows(clock),
        quotas=FixedWindows(clock),
        concurrency=Concurrency(),
        issuers=Issuers(client, clock),
        tokens=TokenValidator(clock),
        managed_identity=managed_identity,
    )

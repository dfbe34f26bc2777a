"""What stands between a BFF and an upstream that is slow, failing or gone: a stack of transports."""

from collections.abc import Callable

from shared.http.exchange import Transport
from shared.resilience.bulkhead import Bulkhead
from shared.resilience.circuit_breaker import CircuitBreaker
from shared.resilience.coalescing import Coalescing
from shared.resilience.retry import Retry


def resilient(service: str, transport: Transport, clock: Callable[[], float]) -> Transport:
    """Read from the outside in: identical calls become one, an open circuit refuses, a full bulkhead refuses,
    a call that may be repeated is, once."""
    return Coalescing(CircuitBreaker(service, Bulkhead(service, Retry(transport)), clock))

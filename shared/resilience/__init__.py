"""What stands between a BFF and an upstream that is slow, failing or gone: a stack of transports."""

from collections.abc import Callable

from shared.http.exchange import Transport
from shared.resilience.bulkhead import Bulkhead
from shared.resilience.circuit_breaker import CircuitBreaker
from shared.resilience.retry import Retry
from shared.resilience.single_flight_transport import SingleFlightTransport


def resilient(service: str, transport: Transport, clock: Callable[[], float]) -> Transport:
    """From the outside in: identical reads become one call, an open circuit refuses, a full bulkhead queues,
    a call that may be repeated is repeated once."""
    return SingleFlightTransport(CircuitBreaker(service, Bulkhead(service, Retry(transport)), clock))

"""An upstream that mostly fails is left alone for a while."""

from collections import deque
from collections.abc import Callable
from http import HTTPStatus

import httpx

from shared import telemetry
from shared.http.exchange import Request, Response, Transport
from shared.resilience.single_flight import SingleFlight
from shared.telemetry import metrics

WINDOW_SECONDS = 10.0
LEAST_CALLS = 20
FAILURE_RATE = 0.5
OPEN_SECONDS = 5.0
HURRIED_SECONDS = 0.25


class CircuitOpen(httpx.TransportError):
    """The call was not made; `retry_after` is in seconds."""

    def __init__(self, service: str, retry_after: float) -> None:
        super().__init__(f"the circuit of {service} is open")
        self.retry_after = retry_after


class CircuitBreaker:
    """Opens when at least half of the last ten seconds' calls (20 or more) failed; after five seconds one
    probe decides whether it closes. Errors of the network, timeouts and 5xx are failures. A call that got no
    place in the bulkhead, had hardly any time or is older than the last probe says nothing."""

    def __init__(self, service: str, inner: Transport, clock: Callable[[], float]) -> None:
        self._service = service
        self._inner = inner
        self._clock = clock
        self._calls: deque[tuple[float, bool]] = deque()
        self._failures = 0
        self._opened_at: float | None = None
        self._probed = 0
        self._probing = False
        self._probes: SingleFlight[Response] = SingleFlight()

    @property
    def state(self) -> str:
        """`closed`, `open` or `half-open`."""
        if self._opened_at is None:
            return "closed"
        return "half-open" if self._clock() - self._opened_at >= OPEN_SECONDS else "open"

    async def send(self, request: Request) -> Response:
        if not self._admit(request):
            request.notes[telemetry.BREAKER] = "closed"
            return await self._measured(request)
        # A screen's other calls are refused meanwhile and end it: the probe goes on without whoever made it.
        request.notes[telemetry.BREAKER] = "half-open"
        return await self._probes.run(self._service, lambda: self._measured(request, probe=True))

    async def _measured(self, request: Request, *, probe: bool = False) -> Response:
        probed, hurried = self._probed, _hurried(request)
        try:
            response = await self._inner.send(request)
        except httpx.TransportError as error:
            if not isinstance(error, httpx.TimeoutException if hurried else httpx.PoolTimeout):
                self._record(probed, failed=True, probe=probe)
            raise
        finally:
            self._probing &= not probe
        self._record(probed, failed=response.status >= HTTPStatus.INTERNAL_SERVER_ERROR, probe=probe)
        return response

    def _admit(self, request: Request) -> bool:
        """Whether the call is the probe; raises CircuitOpen."""
        if self._opened_at is None:
            return False
        if self.state == "open" or self._probing or _hurried(request):
            retry_after = max(1.0, self._opened_at + OPEN_SECONDS - self._clock())
            request.notes[telemetry.BREAKER] = "open"
            raise CircuitOpen(self._service, retry_after)
        self._probing = True
        self._tell("half-open")
        return True

    def _record(self, probed: int, *, failed: bool, probe: bool) -> None:
        """`probed` is how many probes had ended when the call was made."""
        if probed != self._probed:
            return
        now = self._clock()
        if probe:
            self._decide(now, failed=failed)
            return
        self._calls.append((now, failed))
        self._failures += failed
        self._forget_before(now - WINDOW_SECONDS)
        if self._opened_at is None and self._fails_mostly():
            self._opened_at = now
            self._tell("open")

    def _decide(self, now: float, *, failed: bool) -> None:
        self._probed += 1
        self._opened_at = now if failed else None
        self._tell("open" if failed else "closed")
        self._calls.clear()
        self._failures = 0

    def _fails_mostly(self) -> bool:
        return len(self._calls) >= LEAST_CALLS and self._failures >= FAILURE_RATE * len(self._calls)

    def _tell(self, state: str) -> None:
        metrics.breaker_transitions.add(1, {"peer.service": self._service, telemetry.BREAKER: state})

    def _forget_before(self, time: float) -> None:
        while self._calls and self._calls[0][0] < time:
            self._failures -= self._calls.popleft()[1]


def _hurried(request: Request) -> bool:
    """With what other calls left of its screen's time, a service may be well and still answer too late."""
    return request.seconds < HURRIED_SECONDS

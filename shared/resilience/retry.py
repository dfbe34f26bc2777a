"""A call that may be made twice is, once, and rarely."""

import asyncio
import random

import httpx

from shared.http.exchange import Request, Response, Transport
from shared.telemetry import RESEND_COUNT

RETRIED_STATUSES = frozenset({429, 502, 503, 504})
IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
BUDGET_SHARE = 0.1
BUDGET_LIMIT = 10.0
BACK_OFF_SECONDS = (0.02, 0.08)


class Retry:
    """Repeats a failed call at most once when it is idempotent or carries an Idempotency-Key.

    Repetitions are at most a tenth of all calls (and ten at once): an upstream in trouble hardly gets more
    calls than before; `Retry-After` is honoured, and nothing is repeated that the deadline would cut off.
    """

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self._budget = BUDGET_LIMIT

    async def send(self, request: Request) -> Response:
        self._budget = min(BUDGET_LIMIT, self._budget + BUDGET_SHARE)
        try:
            response = await self._inner.send(_timed(request))
        except httpx.TimeoutException:
            raise  # the time it had is gone
        except httpx.TransportError:
            wait = self._wait(request, None)
            if wait is None:
                raise
        else:
            if response.status not in RETRIED_STATUSES:
                return response
            wait = self._wait(request, response)
            if wait is None:
                return response
        self._budget -= 1
        request.notes[RESEND_COUNT] = 1
        await asyncio.sleep(wait)
        return await self._inner.send(_timed(request))

    def _wait(self, request: Request, response: Response | None) -> float | None:
        """Seconds until the call may be repeated; None when it may not."""
        keyed = "idempotency-key" in request.headers
        if self._budget < 1 or not (keyed or request.method in IDEMPOTENT_METHODS):
            return None
        wait = _back_off(response)
        return wait if wait is not None and wait * 2 < request.seconds else None


def _timed(request: Request) -> Request:
    """With how long the upstream has, as it leaves: what waited before has less."""
    request.headers["x-deadline-ms"] = str(int(request.seconds * 1000))
    return request


def _back_off(response: Response | None) -> float | None:
    """Seconds to wait: what the upstream asks for, else a short random while; None if that is unreadable."""
    asked = response.headers.get("retry-after") if response is not None else None
    if asked is None:
        return random.uniform(*BACK_OFF_SECONDS)  # noqa: S311 - spreads calls, keeps no secret
    return float(asked) if asked.isascii() and asked.isdigit() else None

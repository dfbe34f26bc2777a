"""A call that may be made twice is, once, and rarely."""

import asyncio
import random

import httpx

from shared.http.exchange import Request, Response, Transport
from shared.resilience import deadline
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
            response = await self._inner.send(request)
        except httpx.TimeoutException:
            raise  # the time it had is gone
        except httpx.TransportError:
            if not await self._may_repeat(request, None):
                raise
        else:
            if response.status not in RETRIED_STATUSES:
                return response
            if not await self._may_repeat(request, response):
                return response
        return await self._inner.send(request)

    async def _may_repeat(self, request: Request, response: Response | None) -> bool:
        """Waits before it says yes."""
        wait = _wait(response)
        keyed = "idempotency-key" in request.headers
        if wait is None or self._budget < 1 or not (keyed or request.method in IDEMPOTENT_METHODS):
            return False
        if wait * 2 > deadline.remaining():
            return False
        self._budget -= 1
        request.notes[RESEND_COUNT] = 1
        await asyncio.sleep(wait)
        return True


def _wait(response: Response | None) -> float | None:
    """Seconds to wait: what the upstream asks for, else a short random while; None if that is unreadable."""
    asked = response.headers.get("retry-after") if response is not None else None
    if asked is None:
        return random.uniform(*BACK_OFF_SECONDS)  # noqa: S311 - spreads calls, keeps no secret
    return float(asked) if asked.isascii() and asked.isdigit() else None

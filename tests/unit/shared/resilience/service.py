"""A transport that answers as it is told, and counts."""

import asyncio
import time
from collections.abc import Iterable

from shared.http.exchange import Request, Response

Outcome = int | Response | Exception


class Service:
    """Plays outcomes in order, the last one for ever; holds calls back while `gate` is closed."""

    def __init__(self, outcomes: Iterable[Outcome] = (200,)) -> None:
        self._outcomes = list(outcomes)
        self.calls = 0
        self.under_way = 0
        self.told: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, request: Request) -> Response:
        self.calls += 1
        self.told.append(request.headers.get("x-deadline-ms", ""))
        self.under_way += 1
        try:
            await asyncio.sleep(0)  # no network answers in the same turn of the loop
            await self.gate.wait()
        finally:
            self.under_way -= 1
        outcome = self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return Response(outcome, {}, b"ok") if isinstance(outcome, int) else outcome

    async def answered(self) -> None:
        """Until no call is under way, and all who wait for one have been told."""
        while self.under_way:  # noqa: ASYNC110 - the calls themselves take these turns
            await asyncio.sleep(0)
        await asyncio.sleep(0)


def hurried(seconds: float) -> Request:
    """A read that has this long."""
    return Request("GET", "https://orders.test/orders", {}, until=time.monotonic() + seconds)


def get(url: str = "https://orders.test/orders", **headers: str) -> Request:
    return Request("GET", url, headers)

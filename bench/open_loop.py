"""Requests at a fixed rate, whether or not earlier ones have been answered, each with its own trace."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from bench.load import Request

WATCH_SECONDS = 0.01
STANDSTILL_SECONDS = 0.1
AFTERMATH_SECONDS = 0.5
_PATIENCE = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True)
class Question:
    """A request, and the names of the upstream documents that it needs."""

    request: Request
    parts: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """One answer: status 0 when there was none; `whole` when it is a 200 that lacks no part.

    `started` is a moment of the monotonic clock.
    """

    parts: frozenset[str]
    trace_id: str
    started: float
    status: int
    whole: bool
    seconds: float
    body: bytes = b""

    def may_have_shared(self, other: "Outcome") -> bool:
        """Whether both waited for the same document at the same time."""
        together = (
            self.started < other.started + other.seconds and other.started < self.started + self.seconds
        )
        return together and not self.parts.isdisjoint(other.parts)


@dataclass(frozen=True)
class Standstill:
    """A time (monotonic clock) in which the load itself did not run; what it missed it asks for at once."""

    started: float
    ended: float

    def disturbed(self, outcome: Outcome) -> bool:
        return (
            outcome.started < self.ended + AFTERMATH_SECONDS
            and self.started < outcome.started + outcome.seconds
        )


async def watch(standstills: list[Standstill]) -> None:
    """Adds those that happen, until cancelled."""
    while True:
        due = time.monotonic() + WATCH_SECONDS
        await asyncio.sleep(WATCH_SECONDS)
        if (now := time.monotonic()) > due + STANDSTILL_SECONDS:
            standstills.append(Standstill(due, now))


async def open_loop(
    url: str,
    choose: Callable[[], Question],
    per_second: float,
    seconds: float,
    tell: Callable[[Outcome], None],
) -> None:
    """Asks until the time is over, then waits for the last answers."""
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        aiohttp.ClientSession(url, connector=connector, timeout=_PATIENCE) as http,
        asyncio.TaskGroup() as group,
    ):
        started = time.monotonic()
        for number in range(int(per_second * seconds)):
            await asyncio.sleep(started + number / per_second - time.monotonic())
            group.create_task(_ask(http, choose(), tell))


async def _ask(http: aiohttp.ClientSession, question: Question, tell: Callable[[Outcome], None]) -> None:
    asked, trace_id = question.request, secrets.token_hex(16)
    headers = asked.headers | {"traceparent": f"00-{trace_id}-{secrets.token_hex(8)}-01"}
    started = time.monotonic()
    try:
        async with http.request(asked.method, asked.target, headers=headers) as answer:
            body = await answer.read()
            status = answer.status
    except (aiohttp.ClientError, TimeoutError) as error:
        status, body = 0, repr(error).encode()
    whole = status == 200 and b'"complete":false' not in body  # noqa: PLR2004
    took = time.monotonic() - started
    tell(Outcome(question.parts, trace_id, started, status, whole, took, b"" if whole else body[:300]))

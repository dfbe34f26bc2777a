"""Getting the parts of a screen at once: required, optional, or with last-good data to fall back on."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from shared import telemetry
from shared.problems import Problem, TokenInvalid, UpstreamProblem
from shared.reference_data import D, Found
from shared.resilience import deadline

A = TypeVar("A")
B = TypeVar("B")
Trouble = TypeVar("Trouble", "Missing", "Stale")
SHARE_OF_TIME = 0.8


class Missing(Struct, frozen=True):
    """A part that did not come, and why: `timeout`, `unavailable` or `bad_response`."""

    part: str
    reason: str


class Stale(Struct, frozen=True):
    """A part that did not come, and for which last-good data stands in."""

    part: str
    age_seconds: int


class Reference(Struct, Generic[D], frozen=True):
    """Documents that a screen joins, and whether they are what they should be."""

    found: Found[D]
    trouble: Missing | Stale | None = None


async def optional(part: str, work: Coroutine[Any, Any, A], share: float = SHARE_OF_TIME) -> A | Missing:
    """The part's value, or Missing when its upstream fails or takes more than this share of the time left."""
    came = await _in_time(part, work, share)
    return _recorded(came) if isinstance(came, Missing) else came


async def _in_time(part: str, work: Coroutine[Any, Any, A], share: float) -> A | Missing:
    seconds = deadline.remaining() * share
    try:
        async with asyncio.timeout(seconds):
            with deadline.within(seconds):
                return await work
    except TimeoutError:
        return Missing(part, "timeout")
    except UpstreamProblem as problem:
        return Missing(part, problem.reason)
    except TokenInvalid:
        return Missing(part, "unavailable")  # no token for this one upstream; the others may do


async def fallback(
    part: str, ids: set[str], work: Coroutine[Any, Any, Found[D]], last_good: Callable[[], Found[D]]
) -> Reference[D]:
    """The documents, or last-good ones: Stale when those are all that was asked for, else Missing."""
    found = await _in_time(part, work, SHARE_OF_TIME)
    if not isinstance(found, Missing):
        return Reference(found)
    known = last_good()
    if known.documents.keys() >= ids:
        return Reference(known, _recorded(Stale(part, known.age_seconds or 0)))
    return Reference(known, _recorded(found))


def _recorded(trouble: Trouble) -> Trouble:
    """With the invocation told, for its span and the metrics."""
    if invocation := telemetry.current():
        match trouble:
            case Missing():
                invocation.missing(trouble.part, trouble.reason)
            case Stale():
                invocation.stale(trouble.part)
    return trouble


async def all_of(work: Iterable[Coroutine[Any, Any, A]]) -> list[A]:
    """Every result, in order; when one fails the others are cancelled and its problem is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part) for part in work]
    except BaseExceptionGroup as errors:
        first = _first_problem(errors)
        raise first from first.__cause__
    return [task.result() for task in tasks]


async def fan_out(first: Coroutine[Any, Any, A], second: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """`all_of` for two parts of different types."""
    results: list[Any] = await all_of([first, second])
    return results[0], results[1]


def _first_problem(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    return next((error for error in errors.exceptions if isinstance(error, Problem)), errors.exceptions[0])

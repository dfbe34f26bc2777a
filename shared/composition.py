"""Getting the parts of a screen at once, and doing without those it can do without."""

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.problems import Problem, UpstreamProblem

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True)
class Missing:
    """A part that did not come, and why: `timeout`, `unavailable` or `bad_response`."""

    part: str
    reason: str


async def optional(part: str, work: Coroutine[Any, Any, A], within: float) -> A | Missing:
    """The part's value, or Missing when its upstream fails or takes longer than `within` seconds."""
    try:
        async with asyncio.timeout(within):
            return await work
    except TimeoutError:
        return Missing(part, "timeout")
    except UpstreamProblem as problem:
        return Missing(part, problem.reason)


async def all_of(work: Iterable[Coroutine[Any, Any, A]]) -> list[A]:
    """Every result, in order; when one fails the others are cancelled and its problem is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part) for part in work]
    except BaseExceptionGroup as errors:
        raise _first_problem(errors) from errors
    return [task.result() for task in tasks]


async def fan_out(first: Coroutine[Any, Any, A], second: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """`all_of` for two parts of different types."""
    results: list[Any] = await all_of([first, second])
    return results[0], results[1]


def _first_problem(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    return next((error for error in errors.exceptions if isinstance(error, Problem)), errors.exceptions[0])

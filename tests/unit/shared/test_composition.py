"""Parts fetched at once; a required one fails the whole, an optional one is missing with its reason."""

import asyncio

import pytest

from shared.composition import Missing, fan_out, optional
from shared.problems import NotFound, UpstreamBadResponse, UpstreamFailed, UpstreamProblem, UpstreamTimeout


async def value(result: str) -> str:
    return result


async def failing(problem: Exception) -> str:
    raise problem


async def endless(cancelled: asyncio.Event) -> str:
    try:
        await asyncio.Event().wait()
    finally:
        cancelled.set()
    return "never"


async def test_both_parts_come_back_in_order() -> None:
    assert await fan_out(value("a"), value("b")) == ("a", "b")


async def test_a_failure_is_raised_as_it_is_and_cancels_its_sibling() -> None:
    cancelled = asyncio.Event()
    with pytest.raises(NotFound):
        await fan_out(failing(NotFound("gone")), endless(cancelled))
    assert cancelled.is_set()


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (UpstreamFailed("x"), "unavailable"),
        (UpstreamTimeout("x"), "timeout"),
        (UpstreamBadResponse("x"), "bad_response"),
    ],
)
async def test_an_optional_part_is_missing_with_the_reason(problem: UpstreamProblem, reason: str) -> None:
    assert await optional("products", failing(problem), within=1) == Missing("products", reason)


async def test_an_optional_part_that_takes_too_long_is_cancelled_and_missing() -> None:
    cancelled = asyncio.Event()
    assert await optional("products", endless(cancelled), within=0.01) == Missing("products", "timeout")
    assert cancelled.is_set()


async def test_a_failure_that_is_not_the_upstreams_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        await optional("products", failing(KeyError("bug")), within=1)

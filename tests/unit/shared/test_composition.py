"""Parts fetched at once: required, optional, or with last-good data to fall back on."""

import asyncio
from dataclasses import dataclass

import pytest

from shared.composition import Missing, Reference, Stale, fallback, fan_out, optional
from shared.problems import NotFound, UpstreamBadResponse, UpstreamFailed, UpstreamProblem, UpstreamTimeout
from shared.reference_data import Found
from shared.resilience import deadline


@dataclass(frozen=True)
class Thing:
    id: str


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


async def found(*ids: str) -> Found[Thing]:
    return Found({name: Thing(name) for name in ids})


async def not_found() -> Found[Thing]:
    raise UpstreamFailed("down")


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
    assert await optional("products", failing(problem)) == Missing("products", reason)


async def test_an_optional_part_that_takes_too_long_is_cancelled_and_missing() -> None:
    cancelled = asyncio.Event()
    with deadline.within(0.02):
        assert await optional("products", endless(cancelled)) == Missing("products", "timeout")
    assert cancelled.is_set()


async def test_an_optional_part_leaves_time_for_the_rest() -> None:
    with deadline.within(10):

        async def inside() -> float:
            return deadline.remaining()

        assert await optional("products", inside(), 0.5) == pytest.approx(5, abs=0.1)


async def test_a_failure_that_is_not_the_upstreams_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        await optional("products", failing(KeyError("bug")))


async def test_what_came_is_used_and_needs_no_stand_in() -> None:
    last_good = Found({"a": Thing("a")}, 9)
    reference = await fallback("products", {"a"}, found("a"), lambda: last_good)
    assert reference == Reference(await found("a"))


async def test_last_good_data_stands_in_for_a_part_it_covers() -> None:
    last_good = Found({"a": Thing("a"), "b": Thing("b")}, 9)
    reference = await fallback("products", {"a", "b"}, not_found(), lambda: last_good)
    assert reference == Reference(last_good, Stale("products", 9))


async def test_last_good_data_that_covers_half_is_shown_and_the_part_is_missing() -> None:
    last_good = Found({"a": Thing("a")}, 9)
    reference = await fallback("products", {"a", "b"}, not_found(), lambda: last_good)
    assert reference == Reference(last_good, Missing("products", "unavailable"))

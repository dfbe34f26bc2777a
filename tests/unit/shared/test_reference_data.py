"""Documents remembered by id: fresh for a moment, last-good for ten minutes, never across owners."""

from dataclasses import dataclass

import pytest

from shared.reference_data import LAST_GOOD_SECONDS, ReferenceData
from tests.clock import Clock


@dataclass(frozen=True)
class Thing:
    id: str


class Source:
    """Answers with the things asked for, and remembers what that was."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []

    async def __call__(self, ids: set[str]) -> list[Thing]:
        self.asked.append(ids)
        return [Thing(name) for name in ids if name != "gone"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def data(clock: Clock) -> ReferenceData[Thing]:
    return ReferenceData(5.0, clock)


async def test_what_is_fresh_is_not_asked_for_again(data: ReferenceData[Thing], clock: Clock) -> None:
    source = Source()
    await data.several("all", ["a", "b"], source)
    clock.now += 4
    found = await data.several("all", ["b", "c"], source)
    assert found.documents == {"b": Thing("b"), "c": Thing("c")}
    clock.now += 2
    await data.several("all", ["b"], source)
    assert source.asked == [{"a", "b"}, {"c"}, {"b"}]


async def test_owners_share_nothing(data: ReferenceData[Thing]) -> None:
    source = Source()
    await data.several("alice", ["a"], source)
    assert data.last_good("bob", ["a"]).documents == {}
    await data.several("bob", ["a"], source)
    assert source.asked == [{"a"}, {"a"}]


async def test_last_good_data_says_its_age_and_ends(data: ReferenceData[Thing], clock: Clock) -> None:
    await data.several("all", ["a"], Source())
    clock.now += 60
    await data.several("all", ["b"], Source())
    clock.now += 30
    found = data.last_good("all", ["a", "b", "never seen"])
    assert (set(found.documents), found.age_seconds) == ({"a", "b"}, 90)
    clock.now += LAST_GOOD_SECONDS - 60
    assert set(data.last_good("all", ["a", "b"]).documents) == {"b"}


async def test_an_id_nobody_has_is_asked_for_each_time(data: ReferenceData[Thing]) -> None:
    source = Source()
    for _ in range(2):
        assert (await data.several("all", ["gone"], source)).documents == {}
    assert source.asked == [{"gone"}, {"gone"}]

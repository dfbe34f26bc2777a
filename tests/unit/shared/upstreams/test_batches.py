"""Many ids in few calls."""

import pytest

from shared.upstreams.batches import batches


async def ask(ids: str) -> list[str]:
    return ids.split(",")


@pytest.mark.parametrize(("count", "calls"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
async def test_every_id_is_asked_for_once(count: int, calls: int) -> None:
    ids = [f"id-{number}" for number in range(count)]
    answers = await batches([*ids, *ids], ask)
    assert len(answers) == calls
    assert sorted(name for answer in answers for name in answer) == sorted(ids)


async def test_ids_are_escaped_for_the_query() -> None:
    assert await batches(["a,b&c"], ask) == [["a%2Cb%26c"]]

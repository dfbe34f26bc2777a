"""Cursors."""

import string

import pytest

from partner_bff.cursors import LIFETIME_SECONDS, Cursors
from shared.problems import InvalidCursor
from tests.clock import Clock

WALK = ("orders", "tenant", "acme", "2026-01-01T00:00:00Z")
KEY = {"key-1": bytes(32)}


def test_a_position_comes_back_as_it_was() -> None:
    cursors = Cursors(KEY, Clock())
    assert (
        cursors.position(WALK, cursors.issue(WALK, "2026-01-01T00:00:00Z,ord_1"))
        == "2026-01-01T00:00:00Z,ord_1"
    )


@pytest.mark.parametrize("part", range(len(WALK)))
def test_every_part_of_the_walk_is_signed(part: int) -> None:
    cursors = Cursors(KEY, Clock())
    other = (*WALK[:part], "other", *WALK[part + 1 :])
    with pytest.raises(InvalidCursor):
        cursors.position(other, cursors.issue(WALK, "1"))


def test_parts_cannot_be_moved_from_one_to_the_next() -> None:
    cursors = Cursors(KEY, Clock())
    with pytest.raises(InvalidCursor):
        cursors.position(("orders", "tenantacme"), cursors.issue(("orders", "tenant", "acme"), "1"))


def test_a_cursor_expires() -> None:
    clock = Clock()
    cursors = Cursors(KEY, clock)
    cursor = cursors.issue(WALK, "1")
    clock.now += LIFETIME_SECONDS - 1
    assert cursors.position(WALK, cursor) == "1"
    clock.now += 1
    with pytest.raises(InvalidCursor):
        cursors.position(WALK, cursor)


def test_any_other_spelling_of_a_cursor_is_refused() -> None:
    cursors = Cursors(KEY, Clock())
    cursor = cursors.issue(WALK, "1")
    for other in (cursor + "=", cursor + "A", cursor[:-1], cursor.swapcase(), f" {cursor}", "", "A" * 600):
        with pytest.raises(InvalidCursor):
            cursors.position(WALK, other)
    letters = string.ascii_letters + string.digits + "-_"
    accepted = [letter for letter in letters if opens(cursors, cursor[:-1] + letter)]
    assert accepted == [cursor[-1]]


def opens(cursors: Cursors, cursor: str) -> bool:
    try:
        return cursors.position(WALK, cursor) == "1"
    except InvalidCursor:
        return False


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(InvalidCursor):
        Cursors({"key-1": b"x" * 32}, Clock()).position(WALK, Cursors(KEY, Clock()).issue(WALK, "1"))

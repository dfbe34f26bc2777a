"""The time that is left."""

import pytest

from shared.resilience import deadline


def test_an_inner_deadline_narrows_and_never_widens() -> None:
    with deadline.within(10):
        with deadline.within(2):
            assert deadline.remaining() == pytest.approx(2, abs=0.1)
        with deadline.within(60):
            assert deadline.remaining() == pytest.approx(10, abs=0.1)


def test_a_deadline_that_has_passed_leaves_nothing() -> None:
    with deadline.within(-1):
        assert deadline.remaining() == 0.0


def test_outside_any_deadline_there_is_a_bound_all_the_same() -> None:
    assert deadline.remaining() == deadline.NO_DEADLINE_SECONDS

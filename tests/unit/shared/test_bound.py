"""A context variable's value for a while."""

from contextvars import ContextVar

import pytest

from shared.bound import Bound

_variable: ContextVar[int | None] = ContextVar("variable", default=None)


def test_it_has_the_value_inside_and_what_it_had_before_afterwards() -> None:
    with Bound(_variable, 1) as outer:
        with Bound(_variable, 2):
            assert _variable.get() == 2
        assert (outer, _variable.get()) == (1, 1)
    assert _variable.get() is None


def test_a_failure_inside_ends_it_too() -> None:
    def fail() -> None:
        with Bound(_variable, 1):
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - whatever it is
        fail()
    assert _variable.get() is None

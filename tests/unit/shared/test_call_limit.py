"""Declared fan-out: checked at start, kept at run time."""

import pytest

from shared.call_limit import at_most, count_call
from shared.problems import UpstreamFailed


def test_calls_beyond_the_declared_ones_are_refused() -> None:
    with at_most(2):
        count_call()
        count_call()
        with pytest.raises(UpstreamFailed):
            count_call()


def test_outside_an_invocation_nothing_is_counted() -> None:
    for _ in range(100):
        count_call()

"""Failures that become a problem, and those that stay what they are."""

import pytest

from desktop_bff.unavailable import unavailable
from shared.problems import NotFound, UpstreamUnavailable


def test_a_failure_of_the_named_kind_is_a_problem_and_its_cause() -> None:
    with pytest.raises(UpstreamUnavailable, match="not now") as raised, unavailable("not now", OSError):
        raise ConnectionError("10.0.0.1 refused")
    assert isinstance(raised.value.__cause__, ConnectionError)


@pytest.mark.parametrize("failure", [NotFound, TimeoutError])
def test_a_problem_or_a_timeout_stays_what_it_is(failure: type[Exception]) -> None:
    with pytest.raises(failure), unavailable("not now", Exception):
        raise failure


def test_a_failure_of_another_kind_stays_what_it_is() -> None:
    with pytest.raises(KeyError), unavailable("not now", OSError):
        raise KeyError

import pytest

from local.gateway.expressions.binding.scope import SECONDS_LIMIT, STEP_LIMIT, Allowance
from local.gateway.expressions.errors import StepLimitExceeded


def test_an_allowance_ends_with_its_steps() -> None:
    allowance = Allowance(lambda: 0.0)
    for _ in range(STEP_LIMIT):
        allowance.spend()
    with pytest.raises(StepLimitExceeded):
        allowance.spend()


def test_an_allowance_ends_with_its_time() -> None:
    times = iter([5.0, 5.0 + SECONDS_LIMIT, 5.1 + SECONDS_LIMIT])
    allowance = Allowance(lambda: next(times))
    allowance.spend()
    with pytest.raises(StepLimitExceeded):
        allowance.spend()

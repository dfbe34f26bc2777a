"""The header with which a developer chooses variants."""

import pytest

from shared.experiments.experiment import Experiment
from shared.experiments.override import read_override
from shared.problems import InvalidRequest

EXPERIMENTS = [Experiment("colour", {"red": 1, "blue": 2}), Experiment("size", {"small": 1, "large": 2})]


def test_several_variants_can_be_chosen() -> None:
    assert read_override("colour=blue, size = large", EXPERIMENTS) == {"colour": "blue", "size": "large"}


@pytest.mark.parametrize("text", ["colour", "colour=", "colour=green", "shape=round", "colour=red,", "="])
def test_a_choice_there_is_not_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_override(text, EXPERIMENTS)
    assert refused.value.parameter == "X-Experiment-Variant"
    assert "colour=blue, colour=red, size=large, size=small" in refused.value.detail

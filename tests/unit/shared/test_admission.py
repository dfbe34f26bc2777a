"""A bounded number of places."""

import pytest

from shared.admission import Admission
from shared.problems import Overloaded


def test_beyond_its_places_it_refuses_at_once_and_a_place_left_is_free_again() -> None:
    admission = Admission(2)
    with admission:
        with admission, pytest.raises(Overloaded), admission:
            pass
        with admission:
            pass


def test_a_failure_gives_its_place_back() -> None:
    admission = Admission(1)
    for _ in range(3):
        with pytest.raises(KeyError), admission:
            raise KeyError

"""The garbage collector of a set-up process."""

import gc

from shared.collector import YOUNG, settle


def test_what_lives_is_left_alone_and_young_objects_are_looked_at_less_often() -> None:
    frozen, thresholds = gc.get_freeze_count(), gc.get_threshold()
    try:
        settle()
        assert gc.get_freeze_count() > frozen
        assert gc.get_threshold()[0] == YOUNG
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)

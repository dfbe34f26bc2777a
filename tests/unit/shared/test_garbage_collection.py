"""The garbage collector of a set-up process."""

import gc

from shared.garbage_collection import freeze


def test_what_lives_is_left_alone() -> None:
    frozen = gc.get_freeze_count()
    try:
        freeze()
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()

"""Durations of the parts, for Server-Timing."""

from shared import timing


def test_the_longest_time_of_each_part_counts() -> None:
    with timing.collected() as parts:
        timing.took("orders", 0.012)
        timing.took("orders", 0.0345)
        timing.took("users", 0.001)
    assert timing.header(parts) == "orders;dur=34.5, users;dur=1.0"


def test_answers_do_not_see_each_others_parts() -> None:
    with timing.collected() as outer:
        with timing.collected():
            timing.took("orders", 1)
        assert outer == {}

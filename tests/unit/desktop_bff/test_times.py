"""Times as the browser is told them."""

from desktop_bff.times import rfc3339


def test_a_time_is_in_utc_to_the_second() -> None:
    assert rfc3339(1_767_225_599.9) == "2025-12-31T23:59:59Z"

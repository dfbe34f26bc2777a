"""Conversions of attribute values."""

from collections.abc import Callable

import pytest

from local.gateway.settings import as_bytes, as_flag, as_integer, as_number, at_least, one_of


@pytest.mark.parametrize(
    ("convert", "value", "expected"),
    [
        (as_flag, "True", True),
        (as_flag, False, False),
        (as_integer, " 42 ", 42),
        (as_integer, 42, 42),
        (as_number, "2.5", 2.5),
        (at_least(1), "1", 1),
        (at_least(1, 2), "2", 2),
        (one_of(("a", "b")), "b", "b"),
        (as_bytes, None, None),
        (as_bytes, b"\x00", b"\x00"),
        (as_bytes, "é", b"\xc3\xa9"),
        (as_bytes, True, b"True"),
    ],
)
def test_value_is_converted(convert: Callable[[object], object], value: object, expected: object) -> None:
    assert convert(value) == expected


@pytest.mark.parametrize(
    ("convert", "value", "message"),
    [
        (as_flag, "yes", "neither true nor false"),
        (as_integer, "1.5", "not a whole number"),
        (as_number, "many", "not a number"),
        (at_least(1), "0", "0 is below 1"),
        (at_least(1, 2), "3", "3 is above 2"),
        (one_of(("a", "b")), "c", "none of a, b"),
    ],
)
def test_other_value_is_refused(convert: Callable[[object], object], value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        convert(value)

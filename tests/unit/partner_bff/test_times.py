"""Times that callers give."""

import pytest
from pydantic import TypeAdapter, ValidationError

from partner_bff.times import Time

TIME = TypeAdapter(Time)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-01-31T08:30:00Z", "2026-01-31T08:30:00Z"),
        ("2026-01-31T08:30:00+02:00", "2026-01-31T06:30:00Z"),
        ("2026-01-31T08:30:00.25Z", "2026-01-31T08:30:00.250000Z"),
        ("2026-01-31t08:30:00z", "2026-01-31T08:30:00Z"),
        ("2026-01-31t10:30:00.5+02:00", "2026-01-31T08:30:00.500000Z"),
        ("0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999999-12:00", "9999-01-01T00:00:00Z"),
    ],
)
def test_a_time_is_the_same_moment_in_utc_within_what_services_can_read(given: str, meant: str) -> None:
    assert TIME.validate_python(given) == meant


@pytest.mark.parametrize(
    "given",
    [
        *(
            "",
            "now",
            "1767225600",
            "2026-01-31",
            "2026-01-31T08:30Z",
            "2026-01-31T08:30:00",
            "20260131T083000Z",
        ),
        *("2026-02-30T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T08:30:60Z", "2026-01-31 08:30:00Z"),
        *("٢٠٢٦-01-31T08:30:00Z", "2026-01-31T08:30:00+25:00", "2026-01-31T08:30:00Z\n"),
    ],
)
def test_anything_but_an_rfc_3339_time_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="it must be an RFC 3339 time"):
        TIME.validate_python(given)


@pytest.mark.parametrize(
    "given", ["2016-12-31T23:59:60Z", "2016-12-31t23:59:60z", "2017-01-01T00:59:60.5+01:00"]
)
def test_a_leap_second_is_refused_by_that_name(given: str) -> None:
    with pytest.raises(ValidationError, match="RFC 3339 time without a leap second"):
        TIME.validate_python(given)

import pytest
from pydantic import TypeAdapter, ValidationError

from local.services.times import Time, rfc3339

TIME = TypeAdapter[str](Time)


def test_epoch_seconds_become_utc_without_fraction() -> None:
    assert rfc3339(1_760_000_000.9) == "2025-10-09T08:53:20Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-01-02T03:04:05Z", "2025-01-02T03:04:05Z"),
        ("2025-01-02t03:04:05z", "2025-01-02T03:04:05Z"),
        ("2025-01-02T03:04:05+02:00", "2025-01-02T01:04:05Z"),
        ("2025-01-02T03:04:05.000001Z", "2025-01-02T03:04:06Z"),
        ("2025-12-31T23:59:59.5Z", "2026-01-01T00:00:00Z"),
    ],
)
def test_times_are_brought_to_one_form(text: str, expected: str) -> None:
    assert TIME.validate_python(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-02",
        "2025-01-02T03:04:05",
        "2025-13-02T03:04:05Z",
        "2025-01-02T03:04:05 02:00",
        "1700000000",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
    ],
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="must be an RFC 3339 time"):
        TIME.validate_python(text)

"""What the members of DateTime, DateTimeOffset and TimeSpan do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum, IntFlag
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.date_formats import date_text, parse_date, parse_local
from local.gateway.expressions.types.declaration import (
    cannot_cast,
)
from local.gateway.expressions.types.exact_dates import parse_exact
from local.gateway.expressions.types.scalars import is_holder, scalar
from local.gateway.expressions.types.strings import required
from local.gateway.expressions.types.values import LOCAL, DateTimeOffset

YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


MICROSECOND = timedelta(microseconds=1)


TICKS_PER_MICROSECOND = 10


class DateTimeKind(Enum):
    Unspecified = 0
    Utc = 1
    Local = 2


class DateTimeStyles(IntFlag):
    None_ = 0
    AdjustToUniversal = 16
    AssumeLocal = 32
    AssumeUniversal = 64
    RoundtripKind = 128


ZONES = {DateTimeKind.Unspecified: None, DateTimeKind.Utc: UTC, DateTimeKind.Local: LOCAL}


def kind_of(at: datetime) -> DateTimeKind:
    if at.tzinfo is None:
        return DateTimeKind.Unspecified
    return DateTimeKind.Local if at.tzinfo is LOCAL else DateTimeKind.Utc


def utc(at: datetime) -> datetime:
    """The moment in UTC, which is also the gateway's local time."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def offset_of(at: datetime) -> DateTimeOffset:
    """A DateTimeOffset of the same moment."""
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return DateTimeOffset(
        aware.year,
        aware.month,
        aware.day,
        aware.hour,
        aware.minute,
        aware.second,
        aware.microsecond,
        aware.tzinfo,
    )


def plain_of(at: datetime) -> datetime:
    """A DateTime of the same clock reading."""
    return datetime(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, at.tzinfo)


def now() -> datetime:
    return datetime.now(UTC)


def created(*numbers: Any) -> datetime:
    """`new DateTime(ticks)`, or `(year, month, day[, hour, minute, second[, millisecond]][, kind])`."""
    kind = DateTimeKind.Unspecified
    if numbers and isinstance(numbers[-1], DateTimeKind):
        *numbers, kind = numbers  # type: ignore[assignment] # a list serves as well
    if len(numbers) <= 1:
        found = YEAR_ONE + timedelta(microseconds=(numbers[0] if numbers else 0) // TICKS_PER_MICROSECOND)
        return found.replace(tzinfo=ZONES[kind])
    year, month, day, hour, minute, second, milli = (*numbers, 0, 0, 0, 0)[:7]
    try:
        return datetime(year, month, day, hour, minute, second, milli * 1000, ZONES[kind])
    except ValueError:
        raise ExpressionError(
            "ArgumentOutOfRangeException",
            "Year, Month, and Day parameters describe an un-representable DateTime.",
        ) from None


def created_offset(*arguments: Any) -> DateTimeOffset:
    if isinstance(arguments[0], datetime):
        at, *rest = arguments
        return offset_of(at.replace(tzinfo=timezone(rest[0])) if rest else at)
    *numbers, offset = arguments
    return offset_of(created(*numbers).replace(tzinfo=timezone(offset)))


def ticks(at: datetime) -> int:
    return (at.replace(tzinfo=UTC) - YEAR_ONE) // MICROSECOND * TICKS_PER_MICROSECOND


def from_unix(seconds: int) -> DateTimeOffset:
    return offset_of(EPOCH + timedelta(seconds=seconds))


def add_months(at: datetime, months: int) -> datetime:
    years, month = divmod(at.month - 1 + months, 12)
    first_of_next = (datetime(at.year + years, month + 1, 28) + timedelta(days=4)).replace(day=1)  # noqa: DTZ001
    return at.replace(
        year=at.year + years, month=month + 1, day=min(at.day, (first_of_next - timedelta(days=1)).day)
    )


def adding(unit: str) -> Callable[[datetime, float], datetime]:
    return lambda at, value: at + timedelta(**{unit: value})


def parsed(text: str, *rest: Any) -> datetime:
    found = parse_local(required(text, "s"))
    styles = next((value for value in rest if isinstance(value, DateTimeStyles)), DateTimeStyles.None_)
    if found.tzinfo is None and styles & DateTimeStyles.AssumeUniversal:
        found = found.replace(tzinfo=LOCAL)
    if styles & (DateTimeStyles.AdjustToUniversal | DateTimeStyles.RoundtripKind) and found.tzinfo:
        return found.astimezone(UTC)
    return found


def parsed_offset(text: str, *_: Any) -> DateTimeOffset:
    return offset_of(parse_date(required(text, "input")))


def exact(text: str, format: str, *_: Any) -> datetime:  # noqa: A002 - .NET calls it so
    return parse_exact(required(text, "s"), format)


def to_date(value: object) -> datetime:
    found = scalar(value)
    if is_holder(value) and isinstance(found, datetime):
        return found
    if is_holder(value) and isinstance(found, str):
        return parse_local(found)
    raise cannot_cast(value, "System.DateTime")


def text(at: datetime, format: str = "", *_: Any) -> str:  # noqa: A002 - .NET calls it so
    return date_text(at, format if isinstance(format, str) else "")


class DayOfWeek(Enum):
    Sunday = 0
    Monday = 1
    Tuesday = 2
    Wednesday = 3
    Thursday = 4
    Friday = 5
    Saturday = 6


def midnight(at: datetime) -> datetime:
    return plain_of(at.replace(hour=0, minute=0, second=0, microsecond=0))

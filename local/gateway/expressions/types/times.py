"""DateTime, DateTimeOffset, TimeSpan."""

from datetime import datetime, timedelta, timezone
from typing import Any

from local.gateway.expressions.types.arithmetic import subtract
from local.gateway.expressions.types.date_formats import date_text, span_text
from local.gateway.expressions.types.declaration import (
    Definition,
    constant,
    method,
    prop,
)
from local.gateway.expressions.types.foundation import compare, enumeration
from local.gateway.expressions.types.moments import (
    EPOCH,
    MICROSECOND,
    TICKS_PER_MICROSECOND,
    YEAR_ONE,
    ZONES,
    DateTimeKind,
    DateTimeStyles,
    DayOfWeek,
    add_months,
    adding,
    created,
    created_offset,
    exact,
    from_unix,
    kind_of,
    midnight,
    now,
    offset_of,
    parsed,
    parsed_offset,
    plain_of,
    text,
    ticks,
    to_date,
    utc,
)
from local.gateway.expressions.types.number_parsing import trying
from local.gateway.expressions.types.spans import parse_span
from local.gateway.expressions.types.values import LOCAL, DateTimeOffset


def _members(name: str) -> dict[str, Any]:
    """What DateTime and DateTimeOffset share."""
    added = {
        f"Add{unit.capitalize()}": method(adding(unit), name)
        for unit in ("days", "hours", "minutes", "seconds", "milliseconds")
    }
    return added | {
        "AddMonths": method(add_months, name),
        "AddYears": method(lambda at, value: add_months(at, value * 12), name),
        "AddTicks": method(lambda at, value: at + timedelta(microseconds=value // 10), name),
        "Add": method(lambda at, span: at + span, name),
        "Subtract": method(subtract, "dynamic"),
        "CompareTo": method(compare, "int"),
        "ToString": method(text, "string"),
        "Year": prop(lambda at: at.year, "int"),
        "Month": prop(lambda at: at.month, "int"),
        "Day": prop(lambda at: at.day, "int"),
        "Hour": prop(lambda at: at.hour, "int"),
        "Minute": prop(lambda at: at.minute, "int"),
        "Second": prop(lambda at: at.second, "int"),
        "Millisecond": prop(lambda at: at.microsecond // 1000, "int"),
        "Ticks": prop(ticks, "long"),
        "DayOfYear": prop(lambda at: at.timetuple().tm_yday, "int"),
        "DayOfWeek": prop(lambda at: DayOfWeek((at.weekday() + 1) % 7), "DayOfWeek"),
        "TimeOfDay": prop(lambda at: at - at.replace(hour=0, minute=0, second=0, microsecond=0), "TimeSpan"),
    }


_SPAN_UNITS = {"Days": 86400, "Hours": 3600, "Minutes": 60, "Seconds": 1, "Milliseconds": 0.001}


def _span(*numbers: int) -> timedelta:
    """`new TimeSpan(ticks)`, `(h, m, s)`, `(d, h, m, s)` or `(d, h, m, s, ms)`."""
    if len(numbers) == 1:
        return timedelta(microseconds=numbers[0] // TICKS_PER_MICROSECOND)
    days, hours, minutes, seconds, milli = (*([0] if len(numbers) == 3 else []), *numbers, 0, 0)[:5]  # noqa: PLR2004
    return timedelta(days, seconds, 0, milli, minutes, hours)


def _whole(span: timedelta, unit: float, modulus: int) -> int:
    amount = int(abs(span.total_seconds()) / unit) % modulus
    return -amount if span < timedelta(0) else amount


def _span_members() -> dict[str, Any]:
    totals = {
        f"Total{name}": prop(lambda span, unit=unit: span.total_seconds() / unit, "double")
        for name, unit in _SPAN_UNITS.items()
    }
    moduli = {"Days": 10**9, "Hours": 24, "Minutes": 60, "Seconds": 60, "Milliseconds": 1000}
    parts = {
        name: prop(lambda span, unit=unit, name=name: _whole(span, unit, moduli[name]), "int")
        for name, unit in _SPAN_UNITS.items()
    }
    return (
        totals
        | parts
        | {
            "Ticks": prop(lambda span: span // MICROSECOND * TICKS_PER_MICROSECOND, "long"),
            "Add": method(lambda span, other: span + other, "TimeSpan"),
            "Subtract": method(lambda span, other: span - other, "TimeSpan"),
            "Negate": method(lambda span: -span, "TimeSpan"),
            "Duration": method(abs, "TimeSpan"),
            "CompareTo": method(compare, "int"),
            "ToString": method(_span_to_text, "string"),
        }
    )


def _span_to_text(span: timedelta, format: str = "", *_: Any) -> str:  # noqa: A002 - .NET calls it so
    return span_text(span, format)


def _span_statics() -> dict[str, Any]:
    made = {
        f"From{name}": method(lambda value, unit=unit: timedelta(seconds=value * unit), "TimeSpan")
        for name, unit in _SPAN_UNITS.items()
    }
    return made | {
        "FromTicks": method(_span, "TimeSpan"),
        "Zero": constant(timedelta(0), "TimeSpan"),
        "MaxValue": constant(timedelta.max, "TimeSpan"),
        "Parse": method(parse_span, "TimeSpan"),
        "TryParse": method(trying(parse_span, timedelta(0)), "bool", out="TimeSpan"),
        "TicksPerSecond": constant(10_000_000, "long"),
        "TicksPerMillisecond": constant(10_000, "long"),
    }


_END_OF_TIME = datetime(9999, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001 - DateTime.MaxValue has no kind
_NO_TIME = datetime(1, 1, 1)  # noqa: DTZ001 - default(DateTime) has no kind

DEFINITIONS = [
    Definition(
        "DateTime",
        "System.DateTime",
        python=(datetime,),
        value_type=True,
        default=_NO_TIME,
        create=method(created, "DateTime"),
        cast=to_date,
        members=_members("DateTime")
        | {
            "Date": prop(midnight, "DateTime"),
            "Kind": prop(kind_of, "DateTimeKind"),
            "ToUniversalTime": method(utc, "DateTime"),
            "ToLocalTime": method(lambda at: utc(at).replace(tzinfo=LOCAL), "DateTime"),
            "ToFileTimeUtc": method(lambda at: ticks(at) - 504911232000000000, "long"),
            "ToShortDateString": method(lambda at: date_text(at, "d"), "string"),
        },
        statics={
            "UtcNow": prop(now, "DateTime"),
            "Now": prop(lambda: now().replace(tzinfo=LOCAL), "DateTime"),
            "Today": prop(lambda: midnight(now()).replace(tzinfo=LOCAL), "DateTime"),
            "MinValue": constant(_NO_TIME, "DateTime"),
            "MaxValue": constant(_END_OF_TIME, "DateTime"),
            "UnixEpoch": constant(EPOCH, "DateTime"),
            "Parse": method(parsed, "DateTime"),
            "TryParse": method(trying(parsed, _NO_TIME), "bool", out="DateTime"),
            "ParseExact": method(exact, "DateTime"),
            "TryParseExact": method(trying(exact, _NO_TIME), "bool", out="DateTime"),
            "SpecifyKind": method(lambda at, kind: at.replace(tzinfo=ZONES[kind]), "DateTime"),
            "Compare": method(compare, "int"),
        },
    ),
    Definition(
        "DateTimeOffset",
        "System.DateTimeOffset",
        python=(DateTimeOffset,),
        value_type=True,
        default=offset_of(YEAR_ONE),
        create=method(created_offset, "DateTimeOffset"),
        cast=lambda value: offset_of(value if isinstance(value, datetime) else to_date(value)),
        members=_members("DateTimeOffset")
        | {
            "DateTime": prop(lambda at: plain_of(at).replace(tzinfo=None), "DateTime"),
            "UtcDateTime": prop(lambda at: plain_of(utc(at)), "DateTime"),
            "LocalDateTime": prop(lambda at: plain_of(utc(at)).replace(tzinfo=LOCAL), "DateTime"),
            "Date": prop(lambda at: midnight(at).replace(tzinfo=None), "DateTime"),
            "Offset": prop(lambda at: at.utcoffset(), "TimeSpan"),
            "ToUnixTimeSeconds": method(lambda at: (at - EPOCH) // timedelta(seconds=1), "long"),
            "ToUnixTimeMilliseconds": method(lambda at: (at - EPOCH) // timedelta(milliseconds=1), "long"),
            "ToUniversalTime": method(lambda at: offset_of(utc(at)), "DateTimeOffset"),
            "ToOffset": method(lambda at, offset: at.astimezone(timezone(offset)), "DateTimeOffset"),
        },
        statics={
            "UtcNow": prop(lambda: offset_of(now()), "DateTimeOffset"),
            "Now": prop(lambda: offset_of(now()), "DateTimeOffset"),
            "MinValue": constant(offset_of(YEAR_ONE), "DateTimeOffset"),
            "Parse": method(parsed_offset, "DateTimeOffset"),
            "TryParse": method(trying(parsed_offset, offset_of(YEAR_ONE)), "bool", out="DateTimeOffset"),
            "FromUnixTimeSeconds": method(from_unix, "DateTimeOffset"),
            "FromUnixTimeMilliseconds": method(
                lambda value: offset_of(EPOCH + timedelta(milliseconds=value)), "DateTimeOffset"
            ),
        },
    ),
    Definition(
        "TimeSpan",
        "System.TimeSpan",
        python=(timedelta,),
        value_type=True,
        default=timedelta(0),
        create=method(_span, "TimeSpan"),
        members=_span_members(),
        statics=_span_statics(),
    ),
    enumeration("DayOfWeek", "System.DayOfWeek", DayOfWeek),
    enumeration("DateTimeKind", "System.DateTimeKind", DateTimeKind),
    enumeration("DateTimeStyles", "System.Globalization.DateTimeStyles", DateTimeStyles),
]

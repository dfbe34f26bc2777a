"""Moments and spans as text and back, by .NET's format strings in the invariant culture."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from local.gateway.expressions.types.values import LOCAL, DateTimeOffset

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_STANDARD = {
    "d": "MM/dd/yyyy",
    "D": "dddd, dd MMMM yyyy",
    "f": "dddd, dd MMMM yyyy HH:mm",
    "F": "dddd, dd MMMM yyyy HH:mm:ss",
    "g": "MM/dd/yyyy HH:mm",
    "G": "MM/dd/yyyy HH:mm:ss",
    "m": "MMMM dd",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ss'Z'",
    "y": "yyyy MMMM",
}
_STANDARD |= {"O": _STANDARD["o"], "R": _STANDARD["r"], "M": _STANDARD["m"], "Y": _STANDARD["y"]}
_PART = re.compile(
    r"""'([^']*)'|"([^"]*)"|\\(.)|%|yyyy|yy|y|M{1,4}|d{1,4}|HH?|hh?|mm?|ss?|f{1,7}|F{1,7}|tt?|K|z{1,3}"""
)
_PARTS: dict[str, Callable[[datetime], str]] = {
    "%": lambda _: "",
    "yyyy": lambda at: f"{at.year:04d}",
    "yy": lambda at: f"{at.year % 100:02d}",
    "y": lambda at: str(at.year % 100),
    "MMMM": lambda at: _MONTHS[at.month - 1],
    "MMM": lambda at: _MONTHS[at.month - 1][:3],
    "MM": lambda at: f"{at.month:02d}",
    "M": lambda at: str(at.month),
    "dddd": lambda at: _DAYS[at.weekday()],
    "ddd": lambda at: _DAYS[at.weekday()][:3],
    "dd": lambda at: f"{at.day:02d}",
    "d": lambda at: str(at.day),
    "HH": lambda at: f"{at.hour:02d}",
    "H": lambda at: str(at.hour),
    "hh": lambda at: f"{(at.hour - 1) % 12 + 1:02d}",
    "h": lambda at: str((at.hour - 1) % 12 + 1),
    "mm": lambda at: f"{at.minute:02d}",
    "m": lambda at: str(at.minute),
    "ss": lambda at: f"{at.second:02d}",
    "s": lambda at: str(at.second),
    "tt": lambda at: "AM" if at.hour < 12 else "PM",  # noqa: PLR2004
    "t": lambda at: "A" if at.hour < 12 else "P",  # noqa: PLR2004
}


def date_text(at: datetime, pattern: str = "") -> str:
    """`at.ToString(pattern)`."""
    if not pattern:
        pattern = "MM/dd/yyyy HH:mm:ss" + (" zzz" if isinstance(at, DateTimeOffset) else "")
    elif len(pattern) == 1:
        if pattern not in _STANDARD:
            raise ValueError("Input string was not in a correct format.")
        pattern = _STANDARD[pattern]
    return _PART.sub(lambda match: _part(at, match), pattern)


def _part(at: datetime, match: re.Match[str]) -> str:
    literal = match[1] if match[1] is not None else match[2] if match[2] is not None else match[3]
    if literal is not None:
        return literal
    found = match[0]
    if found[0] in "fF":
        digits = f"{at.microsecond:06d}0"[: len(found)]
        return digits if found[0] == "f" else digits.rstrip("0")
    if found[0] in "Kz":
        return _zone_part(at, found)
    return _PARTS[found](at)


def _zone_part(at: datetime, found: str) -> str:
    if found == "K":
        return zone_text(at)
    offset = _offset_text(at)
    return {"zzz": offset, "zz": offset[:3], "z": offset[:3].replace("0", "", 1)}[found]


def zone_text(at: datetime) -> str:
    if at.tzinfo is None:
        return ""
    is_utc = at.tzinfo is UTC and not isinstance(at, DateTimeOffset)
    return "Z" if is_utc else _offset_text(at)


def _offset_text(at: datetime) -> str:
    minutes = int((at.utcoffset() or timedelta(0)).total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def iso_text(at: datetime) -> str:
    """The form that JSON takes: no more digits of a second than there are."""
    fraction = f".{at.microsecond:06d}".rstrip("0") if at.microsecond else ""
    return date_text(at, "yyyy-MM-ddTHH:mm:ss") + fraction + zone_text(at)


def span_text(span: timedelta, pattern: str = "") -> str:
    """`[-][d.]hh:mm:ss[.fffffff]`, the shorter `g`, the longer `G`, or a custom pattern."""
    sign, span = ("-", -span) if span < timedelta(0) else ("", span)
    hours, minutes, seconds = span.seconds // 3600, span.seconds // 60 % 60, span.seconds % 60
    if pattern == "g":
        days = f"{span.days}:" if span.days else ""
        fraction = f".{span.microseconds:06d}".rstrip("0") if span.microseconds else ""
        return f"{sign}{days}{hours}:{minutes:02d}:{seconds:02d}{fraction}"
    if pattern == "G":
        return f"{sign}{span.days}:{hours:02d}:{minutes:02d}:{seconds:02d}.{span.microseconds:06d}0"
    if pattern not in {"", "c", "t", "T"}:
        values = {"d": span.days, "h": hours, "m": minutes, "s": seconds}
        found = re.sub(r"\\(.)|([dhms])\2*", lambda match: _span_part(match, values), pattern)
        return found.replace("fff", f"{span.microseconds // 1000:03d}")
    days = f"{span.days}." if span.days else ""
    fraction = f".{span.microseconds:06d}0" if span.microseconds else ""
    return f"{sign}{days}{hours:02d}:{minutes:02d}:{seconds:02d}{fraction}"


def _span_part(match: re.Match[str], values: dict[str, int]) -> str:
    if match[1]:
        return match[1]
    return str(values[match[2]]).rjust(len(match[0]), "0")


_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7})\d*)?)?)?\s*(Z|[+-]\d\d:?\d\d)?"
)
_OTHERS = (
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%Y/%m/%d",
    "%a, %d %b %Y %H:%M:%S GMT",
    "%d %b %Y",
)


def parse_date(text: str) -> datetime:
    """A moment with the offset that the text has, or with none."""
    text = text.strip()
    match = _ISO.fullmatch(text)
    try:
        return _iso_date(match) if match else _other_date(text)
    except ValueError:
        raise ValueError(f"String '{text}' was not recognized as a valid DateTime.") from None


def _iso_date(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    micro = int((match[7] or "0").ljust(6, "0")[:6])
    return datetime(year, month, day, hour, minute, second, micro, _zone(match[8]))


def _zone(text: str | None) -> tzinfo | None:
    if not text or text == "Z":
        return UTC if text else None
    return datetime.strptime(text, "%z").tzinfo


def _other_date(text: str) -> datetime:
    for pattern in _OTHERS:
        try:
            found = datetime.strptime(text, pattern)  # noqa: DTZ007 - a zone, if any, is added below
        except ValueError:
            continue
        return found.replace(tzinfo=UTC) if text.endswith("GMT") else found
    raise ValueError(text)


def parse_local(text: str) -> datetime:
    """`DateTime.Parse`: a text with an offset gives local time, which is UTC here."""
    found = parse_date(text)
    return found if found.tzinfo is None else found.astimezone(LOCAL)

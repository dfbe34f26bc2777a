"""The text of a TimeSpan, read."""

import re
from datetime import timedelta

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.strings import required

_SPAN = re.compile(r"(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?")


def parse_span(text: str, *_: object) -> timedelta:
    """`[-][d.]hh:mm[:ss[.fffffff]]`, or a number of days."""
    stripped = required(text, "input").strip()
    if stripped.lstrip("-").isdecimal():
        return timedelta(days=int(stripped))
    match = _SPAN.fullmatch(stripped)
    if match is None:
        raise ExpressionError("FormatException", f"String '{text}' was not recognized as a valid TimeSpan.")
    sign, days, hours, minutes, seconds, fraction = match.groups(default="0")
    span = timedelta(int(days), int(seconds), int(fraction.ljust(7, "0")) // 10, 0, int(minutes), int(hours))
    return -span if sign == "-" else span

"""`DateTime.ParseExact`: a moment read by a custom format."""

import re
from datetime import UTC, datetime

_DIRECTIVES = {
    "yyyy": "%Y",
    "yy": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "M": "%m",
    "dddd": "%A",
    "ddd": "%a",
    "dd": "%d",
    "d": "%d",
    "HH": "%H",
    "H": "%H",
    "hh": "%I",
    "h": "%I",
    "mm": "%M",
    "m": "%M",
    "ss": "%S",
    "s": "%S",
    "tt": "%p",
    "zzz": "%z",
    "K": "%z",
    "Z": "Z",
}
_PART = re.compile(r"'([^']*)'|\\(.)|yyyy|yy|M{1,4}|d{1,4}|HH?|hh?|mm?|ss?|tt|zzz|K|f{1,6}|%")


def parse_exact(text: str, pattern: str) -> datetime:
    """Raises ValueError where the text does not have the format."""
    directives = _PART.sub(_directive, pattern)
    try:
        found = datetime.strptime(text, directives)  # noqa: DTZ007 - the format says whether there is a zone
    except ValueError:
        raise ValueError(f"String '{text}' was not recognized as a valid DateTime.") from None
    return found if found.tzinfo is None else found.astimezone(UTC)


def _directive(match: re.Match[str]) -> str:
    literal = match[1] if match[1] is not None else match[2]
    if literal is not None:
        return literal.replace("%", "%%")
    return "%f" if match[0].startswith("f") else _DIRECTIVES.get(match[0], "")

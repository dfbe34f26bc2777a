"""Numbers as text by .NET's custom format strings: digits, groups, and sections for each sign."""

import re
from decimal import ROUND_HALF_UP, Decimal

_QUOTED = r"""\\.|'[^']*'|"[^"]*\""""
_SECTION = re.compile(rf"(?:{_QUOTED}|[^;])*", re.DOTALL)
_DIGITS = re.compile(rf"(?P<quoted>{_QUOTED})|(?P<digits>[0#][0#,]*(?:\.[0#]+)?|\.[0#]+)", re.DOTALL)
_LITERAL = re.compile(_QUOTED, re.DOTALL)


def rounded_text(amount: Decimal, places: int, grouped: bool = False) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,f}" if grouped else f"{rounded:f}"


def custom_text(amount: Decimal, pattern: str) -> str:
    """`amount.ToString(pattern)`: by the section for its sign; what rounds to zero has one of its own."""
    sections = _sections(pattern)
    chosen = _section(sections, 1) if amount < 0 else 0
    if not _rounded(amount, sections[chosen]):
        return _formatted(Decimal(0), sections[_section(sections, 2)])
    sign = "-" if amount < 0 and chosen == 0 else ""
    return sign + _formatted(amount.copy_abs(), sections[chosen])


def _sections(pattern: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at <= len(pattern):
        match = _SECTION.match(pattern, at)
        found.append(match[0] if match else "")
        at += len(found[-1]) + 1
    return found


def _section(sections: list[str], index: int) -> int:
    """The section of that index; the first where it is missing or empty."""
    return index if index < len(sections) and sections[index] else 0


def _digits(section: str) -> re.Match[str] | None:
    return next((match for match in _DIGITS.finditer(section) if match["digits"]), None)


def _rounded(amount: Decimal, section: str) -> Decimal:
    """The amount as the section shows it: as per cent, in thousands, with so many places."""
    match = _digits(section)
    if match is None:
        return amount
    whole, _, fraction = match["digits"].partition(".")
    if "%" in _LITERAL.sub("", section):
        amount *= 100
    amount = amount.scaleb(-3 * (len(whole) - len(whole.rstrip(","))))
    return amount.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)


def _formatted(amount: Decimal, section: str) -> str:
    """`0` and `#` digits, one point, `,` for groups; other characters stand for themselves."""
    match = _digits(section)
    if match is None:
        return _literal(section)
    whole, _, fraction = match["digits"].partition(".")
    integer, _, decimals = f"{_rounded(amount, section):f}".partition(".")
    integer = integer.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        integer = f"{int(integer or 0):,}" if integer else ""
    needed = len(fraction.rstrip("#"))
    decimals = decimals[:needed] + decimals[needed:].rstrip("0")
    number = f"{integer}{'.' if decimals else ''}{decimals}"
    return f"{_literal(section[: match.start()])}{number}{_literal(section[match.end() :])}"


def _literal(text: str) -> str:
    return _LITERAL.sub(lambda match: match[0][1:] if match[0][0] == "\\" else match[0][1:-1], text)

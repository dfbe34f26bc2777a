"""Numbers as text, by .NET's standard and custom format strings in the invariant culture."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_STANDARD = re.compile(r"([A-Za-z])(\d{0,2})")
_EXPONENT_LOW, _EXPONENT_HIGH = -5, 15


def number_text(value: Any, pattern: str) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return float_text(value)
    match = _STANDARD.fullmatch(pattern)
    if match is None:
        return _custom(Decimal(str(value)), pattern)
    return _standard(value, match[1], int(match[2]) if match[2] else None)


def _standard(value: Any, letter: str, precision: int | None) -> str:
    kind = letter.upper()
    if kind == "D" and isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value):0{precision or 1}d}"
    if kind == "X" and isinstance(value, int):
        digits = f"{value % 2**32 if value < 0 else value:0{precision or 1}x}"
        return digits if letter == "x" else digits.upper()
    if kind in {"G", "R"}:
        return float_text(value) if isinstance(value, float) else str(value)
    if kind == "E":
        return _exponential(value, letter, 6 if precision is None else precision)
    if kind not in {"F", "N", "P", "C"}:
        raise ValueError("Format specifier was invalid.")
    amount = Decimal(str(value)) * (100 if kind == "P" else 1)
    digits = _rounded(amount, 2 if precision is None else precision, grouped=kind != "F")
    return {"P": f"{digits} %", "C": f"¤{digits}"}.get(kind, digits)


def _exponential(value: Any, letter: str, precision: int) -> str:
    mantissa, exponent = f"{float(value):.{precision}e}".split("e")
    return f"{mantissa}{letter}{exponent[0]}{int(exponent[1:]):03d}"


def _rounded(amount: Decimal, places: int, grouped: bool = False) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,f}" if grouped else f"{rounded:f}"


def _custom(amount: Decimal, pattern: str) -> str:
    """`0` and `#` digits, one point, `,` for groups and `%`; other characters stand for themselves."""
    match = re.search(r"[0#][0#,]*(?:\.[0#]+)?|\.[0#]+", pattern)
    if match is None:
        return pattern
    if "%" in pattern:
        amount *= 100
    whole, _, fraction = match[0].partition(".")
    digits = _rounded(amount.copy_abs(), len(fraction))
    integer, _, decimals = digits.partition(".")
    integer = integer.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        integer = f"{int(integer or 0):,}" if integer else ""
    needed = len(fraction.rstrip("#"))
    decimals = decimals[:needed] + decimals[needed:].rstrip("0")
    number = f"{'-' if amount < 0 else ''}{integer}{'.' if decimals else ''}{decimals}"
    return f"{pattern[: match.start()]}{number}{pattern[match.end() :]}"


def float_text(value: float) -> str:
    """The shortest text that reads back as the same number, with .NET's choice of exponents."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    sign, digits, power = Decimal(repr(value)).normalize().as_tuple()
    exponent = len(digits) + int(power) - 1
    if _EXPONENT_LOW < exponent < _EXPONENT_HIGH:
        return f"{Decimal(repr(value)).normalize():f}"
    text = "".join(map(str, digits))
    mantissa = text[0] + (f".{text[1:]}" if text[1:] else "")
    return f"{'-' if sign else ''}{mantissa}E{'+' if exponent > 0 else '-'}{abs(exponent):02d}"

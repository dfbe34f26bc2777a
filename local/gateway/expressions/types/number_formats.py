"""Numbers as text, by .NET's standard and custom format strings in the invariant culture."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from decimal import Context as DecimalContext
from typing import Any

from local.gateway.expressions.types.custom_formats import custom_text, rounded_text

_STANDARD = re.compile(r"([A-Za-z])(\d{0,2})")
_EXPONENT_LOW, _EXPONENT_HIGH = -5, 15


def number_text(value: Any, pattern: str) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return float_text(value)
    match = _STANDARD.fullmatch(pattern)
    if match is None:
        return custom_text(Decimal(str(value)), pattern)
    return _standard(value, match[1], int(match[2]) if match[2] else None)


def _standard(value: Any, letter: str, precision: int | None) -> str:
    kind = letter.upper()
    if kind == "D" and isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value):0{precision or 1}d}"
    if kind == "X" and isinstance(value, int):
        digits = f"{value % 2**32 if value < 0 else value:0{precision or 1}x}"
        return digits if letter == "x" else digits.upper()
    if kind in {"G", "R"}:
        return _general(value, letter, precision if kind == "G" else None)
    if kind == "E":
        return _exponential(value, letter, 6 if precision is None else precision)
    if kind not in {"F", "N", "P", "C"}:
        raise ValueError("Format specifier was invalid.")
    amount = Decimal(str(value)) * (100 if kind == "P" else 1)
    digits = rounded_text(amount, 2 if precision is None else precision, grouped=kind != "F")
    return {"P": f"{digits} %", "C": f"¤{digits}"}.get(kind, digits)


def _exponential(value: Any, letter: str, precision: int) -> str:
    mantissa, exponent = f"{float(value):.{precision}e}".split("e")
    return f"{mantissa}{letter}{exponent[0]}{int(exponent[1:]):03d}"


def _general(value: Any, letter: str, precision: int | None) -> str:
    if not precision:
        return float_text(value) if isinstance(value, float) else str(value)
    rounded = DecimalContext(prec=precision, rounding=ROUND_HALF_UP).plus(Decimal(value))
    text = _compact(rounded, precision) if rounded else "0"
    return text.replace("E", "e") if letter == "g" else text


def float_text(value: float) -> str:
    """The shortest text that reads back as the same number, with .NET's choice of exponents."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    return _compact(Decimal(repr(value)), _EXPONENT_HIGH)


def _compact(number: Decimal, highest: int) -> str:
    """The digits as they are where the exponent is above -5 and below the highest; else with an exponent."""
    sign, digits, power = number.normalize().as_tuple()
    exponent = len(digits) + int(power) - 1
    if _EXPONENT_LOW < exponent < highest:
        return f"{number.normalize():f}"
    text = "".join(map(str, digits))
    mantissa = text[0] + (f".{text[1:]}" if text[1:] else "")
    return f"{'-' if sign else ''}{mantissa}E{'+' if exponent > 0 else '-'}{abs(exponent):02d}"

"""Texts and other numbers made into bool and the numeric types."""

import math
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from enum import Enum, IntFlag
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import cannot_cast
from local.gateway.expressions.types.json_tokens import JValue
from local.gateway.expressions.types.scalars import is_holder, scalar
from local.gateway.expressions.types.strings import required
from local.gateway.expressions.types.values import Char
from local.gateway.expressions.types.xml_attributes import XAttribute
from local.gateway.expressions.types.xml_tree import XElement

Parse = Callable[..., Any]


class NumberStyles(IntFlag):
    None_ = 0
    AllowHexSpecifier = 512
    HexNumber = 515
    Integer = 7
    Float = 167
    Any = 511


def _format_error() -> ExpressionError:
    return ExpressionError("FormatException", "Input string was not in a correct format.")


def integer_parser(name: str, low: int, high: int) -> Parse:
    def parse(text: str, *rest: Any) -> int:
        stripped = required(text, "s").strip()
        is_hex = any(isinstance(value, NumberStyles) and value & 512 for value in rest)
        if not re.fullmatch(r"[0-9a-fA-F]+" if is_hex else r"[+-]?[0-9]+", stripped):
            raise _format_error()
        return in_range(int(stripped, 16 if is_hex else 10), name, low, high)

    return parse


def in_range(value: int, name: str, low: int, high: int) -> int:
    if not low <= value <= high:
        raise _overflow(name)
    return value


def _overflow(name: str) -> ExpressionError:
    return ExpressionError("OverflowException", f"Value was either too large or too small for an {name}.")


def parse_float(text: str, *_: Any) -> float:
    stripped = required(text, "s").strip().replace(",", "")
    if stripped.lstrip("+-") in {"Infinity", "∞", "NaN"}:
        return float(stripped.replace("∞", "inf"))
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", stripped):
        raise _format_error()
    return float(stripped)


def parse_decimal(text: str, *_: Any) -> Decimal:
    try:
        return Decimal(required(text, "s").strip().replace(",", ""))
    except InvalidOperation:
        raise _format_error() from None


def parse_bool(text: str) -> bool:
    found = {"true": True, "false": False}.get(required(text, "value").strip().lower())
    if found is None:
        raise ExpressionError("FormatException", f"String '{text}' was not recognized as a valid Boolean.")
    return found


def trying(parse: Parse, default: object) -> Parse:
    """`TryParse`: whether the text parses, and the value or the type's default."""

    def try_parse(text: str | None, *rest: Any) -> tuple[bool, object]:
        try:
            return True, parse(text, *rest)
        except (ExpressionError, ValueError):
            return False, default

    return try_parse


def integer_converter(name: str, low: int, high: int) -> Parse:
    """`Convert.ToInt32` and its like: a text is parsed, a fraction rounded half to even, null zero."""
    parse = integer_parser(name, low, high)

    def convert(value: Any, base: object = None) -> int:
        value = scalar(value)
        if value is None:
            return 0
        if isinstance(value, Char):
            value = ord(value)
        if isinstance(value, Enum):
            value = value.value
        if isinstance(value, str):
            return int(value, base) if isinstance(base, int) else int(parse(value))
        if not math.isfinite(value):
            raise _overflow(name)
        return in_range(round(value), name, low, high)

    return convert


def whole_number(name: str, low: int, high: int) -> Callable[[object], int]:
    """The cast to an integer type: a fraction is cut off, what does not fit wraps; a holder's is rounded."""
    converted = integer_converter(name, low, high)

    def cast(value: Any) -> int:
        if is_holder(value):
            return int(converted(_held(value, name)))
        if isinstance(value, Char):
            value = ord(value)
        if isinstance(value, Enum):
            value = value.value
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise cannot_cast(value, f"System.{name}")
        return (int(value) - low) % (high - low + 1) + low

    return cast


def _held(value: Any, name: str) -> Any:
    """The scalar in its holder; a null one cannot be cast to a value type."""
    if value is None or (isinstance(value, str) and not isinstance(value, Char)):
        raise cannot_cast(value, f"System.{name}")
    found = scalar(value)
    if found is None:
        raise ExpressionError("ArgumentException", f"Can not convert Null to {name}.")
    return found


def to_float(value: Any) -> float:
    value = _held(value, "Double")
    if isinstance(value, Char):
        return float(ord(value))
    return parse_float(value) if isinstance(value, str) else float(value)


def to_decimal(value: Any) -> Decimal:
    value = _held(value, "Decimal")
    return parse_decimal(value) if isinstance(value, str) else Decimal(str(value))


def to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, XElement | XAttribute):
        return parse_bool({"1": "true", "0": "false"}.get(value.value.strip(), value.value))
    if not isinstance(value, JValue) or value.value is None:
        raise cannot_cast(value, "System.Boolean")
    found = value.value
    return parse_bool(found) if isinstance(found, str) else bool(found)

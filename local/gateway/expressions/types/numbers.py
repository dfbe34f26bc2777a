"""bool, the numeric types, Math and Random."""

import math
import random
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import Definition, Entry, constant, method
from local.gateway.expressions.types.foundation import compare, enumeration
from local.gateway.expressions.types.number_parsing import (
    NumberStyles,
    integer_parser,
    parse_bool,
    parse_decimal,
    parse_float,
    to_bool,
    to_decimal,
    to_float,
    trying,
    whole_number,
)
from local.gateway.expressions.types.rendering import text_of


class MidpointRounding(Enum):
    ToEven = 0
    AwayFromZero = 1


def _numeric_members() -> dict[str, Any]:
    return {"ToString": method(_to_text, "string"), "CompareTo": method(compare, "int")}


def _to_text(value: object, format: object = "", *_: object) -> str:  # noqa: A002 - .NET calls it so
    return text_of(value, format if isinstance(format, str) else "")


def _integer(name: str, full_name: str, bits: int, signed: bool = True) -> Definition:
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    parse = integer_parser(full_name, low, high)
    return Definition(
        name,
        f"System.{full_name}",
        aliases=(full_name,),
        python=(int,),
        members=_numeric_members(),
        statics={
            "Parse": method(parse, name),
            "TryParse": method(trying(parse, 0), "bool", out=name),
            "MaxValue": constant(high, name),
            "MinValue": constant(low, name),
        },
        cast=whole_number(full_name, low, high),
        narrows=True,
        value_type=True,
        default=0,
    )


def _floating(name: str, full_name: str) -> Definition:
    return Definition(
        name,
        f"System.{full_name}",
        aliases=(full_name,),
        python=(float,),
        members=_numeric_members(),
        statics={
            "Parse": method(parse_float, name),
            "TryParse": method(trying(parse_float, 0.0), "bool", out=name),
            "IsNaN": method(math.isnan, "bool"),
            "IsInfinity": method(math.isinf, "bool"),
            "MaxValue": constant(1.7976931348623157e308, name),
            "MinValue": constant(-1.7976931348623157e308, name),
            "NaN": constant(math.nan, name),
            "PositiveInfinity": constant(math.inf, name),
        },
        cast=to_float,
        value_type=True,
        default=0.0,
    )


_ROUND_LIMIT = 1e16
_NEARLY_HALF = 0.49999999999999994


def _round(value: Any, digits: Any = 0, mode: MidpointRounding = MidpointRounding.ToEven) -> Any:
    """`Math.Round`: of a double, .NET rounds the scaled double, not the decimal that it stands for."""
    if isinstance(digits, MidpointRounding):
        digits, mode = 0, digits
    if isinstance(value, Decimal):
        rounding = ROUND_HALF_EVEN if mode is MidpointRounding.ToEven else ROUND_HALF_UP
        return value.quantize(Decimal(1).scaleb(-digits), rounding)
    scale = 10.0**digits
    scaled = float(value) * scale
    if not math.isfinite(scaled) or abs(float(value)) >= _ROUND_LIMIT:
        return float(value)
    if mode is MidpointRounding.ToEven:
        return round(scaled) / scale
    return math.trunc(scaled + math.copysign(_NEARLY_HALF, scaled)) / scale


def _keeping_type(work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: Decimal(work(value)) if isinstance(value, Decimal) else float(work(value))


def _random_next(source: random.Random, low: int = 2**31 - 1, high: int | None = None) -> int:
    first, last = (0, low) if high is None else (low, high)
    if first > last:
        raise ExpressionError(
            "ArgumentOutOfRangeException",
            "'minValue' cannot be greater than maxValue. (Parameter 'minValue')",
        )
    return source.randrange(first, last) if first < last else first


def _random_bytes(source: random.Random, buffer: bytearray) -> None:
    buffer[:] = source.randbytes(len(buffer))


_MATH: dict[str, Entry] = {
    "Abs": method(abs, "Argument"),
    "Max": method(max, "Argument"),
    "Min": method(min, "Argument"),
    "Round": method(_round, "Argument"),
    "Floor": method(_keeping_type(math.floor), "Argument"),
    "Ceiling": method(_keeping_type(math.ceil), "Argument"),
    "Truncate": method(_keeping_type(math.trunc), "Argument"),
    "Pow": method(math.pow, "double"),
    "Sqrt": method(lambda value: math.sqrt(value) if value >= 0 else math.nan, "double"),
    "Sign": method(lambda value: (value > 0) - (value < 0), "int"),
    "Log": method(math.log, "double"),
    "Log10": method(math.log10, "double"),
    "Exp": method(math.exp, "double"),
    "PI": constant(math.pi, "double"),
    "E": constant(math.e, "double"),
}

DEFINITIONS = [
    Definition(
        "bool",
        "System.Boolean",
        aliases=("Boolean",),
        python=(bool,),
        members=_numeric_members(),
        statics={
            "Parse": method(parse_bool, "bool"),
            "TryParse": method(trying(parse_bool, False), "bool", out="bool"),
            "TrueString": constant("True", "string"),
            "FalseString": constant("False", "string"),
        },
        cast=to_bool,
        value_type=True,
        default=False,
    ),
    _integer("int", "Int32", 32),
    _integer("long", "Int64", 64),
    _integer("short", "Int16", 16),
    _integer("sbyte", "SByte", 8),
    _integer("byte", "Byte", 8, signed=False),
    _integer("ushort", "UInt16", 16, signed=False),
    _integer("uint", "UInt32", 32, signed=False),
    _integer("ulong", "UInt64", 64, signed=False),
    _floating("double", "Double"),
    _floating("float", "Single"),
    Definition(
        "decimal",
        "System.Decimal",
        aliases=("Decimal",),
        python=(Decimal,),
        members=_numeric_members(),
        statics={
            "Parse": method(parse_decimal, "decimal"),
            "TryParse": method(trying(parse_decimal, Decimal(0)), "bool", out="decimal"),
            "Round": method(_round, "decimal"),
            "MaxValue": constant(Decimal(2**96 - 1), "decimal"),
            "MinValue": constant(Decimal(1 - 2**96), "decimal"),
            "Zero": constant(Decimal(0), "decimal"),
            "One": constant(Decimal(1), "decimal"),
        },
        cast=to_decimal,
        value_type=True,
        default=Decimal(0),
    ),
    Definition("Math", "System.Math", statics=_MATH),
    Definition(
        "Random",
        "System.Random",
        python=(random.Random,),
        create=method(lambda seed=None: random.Random(seed), "Random"),  # noqa: S311 - .NET's is no better
        members={
            "Next": method(_random_next, "int"),
            "NextDouble": method(lambda source: source.random(), "double"),
            "NextBytes": method(_random_bytes, "dynamic"),
        },
        statics={"Shared": constant(random.Random(), "Random")},  # noqa: S311 - .NET's is no better
    ),
    enumeration("MidpointRounding", "System.MidpointRounding", MidpointRounding),
    enumeration("NumberStyles", "System.Globalization.NumberStyles", NumberStyles),
]

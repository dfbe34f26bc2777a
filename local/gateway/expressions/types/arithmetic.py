"""C# operators on values: integers of fixed size, text that takes anything, characters that are numbers."""

import math
import operator
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from local.gateway.expressions.errors import ExpressionError, null_reference
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.values import Char, DateTimeOffset

MAX_LENGTH = 4 * 1024 * 1024
"""No text or list that an expression makes may grow longer than this."""


def check_length(length: int) -> None:
    if length > MAX_LENGTH:
        raise ExpressionError("OutOfMemoryException", "Insufficient memory to continue the execution.")


def truth(value: object) -> bool:
    if value is True or value is False:
        return value
    if value is None:
        raise null_reference()
    raise ExpressionError("RuntimeBinderException", f"Cannot implicitly convert '{text_of(value)}' to 'bool'")


def concatenate(left: object, right: object) -> str:
    joined = text_of(left) + text_of(right)
    check_length(len(joined))
    return joined


def equal(left: object, right: object) -> bool:
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    if isinstance(left, Char) is not isinstance(right, Char):
        return bool(number(left) == number(right)) if _numeric(left) and _numeric(right) else False
    left, right = comparable(left, right)
    return left is right if isinstance(left, list | dict) else bool(left == right)


def comparable(left: Any, right: Any) -> tuple[Any, Any]:
    """Two moments without their zones, for a DateTime's kind plays no part; other values as they are."""
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _clock(left), _clock(right)
    return left, right


def _clock(at: datetime) -> datetime:
    at = at.astimezone(UTC) if isinstance(at, DateTimeOffset) else at
    return datetime(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond)  # noqa: DTZ001 - compared only


def subtract(left: Any, right: Any) -> Any:
    left, right = comparable(left, right)
    return number(left) - number(right)


def _numeric(value: object) -> bool:
    return isinstance(value, int | float | Decimal | Char)


def same_object(left: object, right: object) -> bool:
    """Reference equality: equal texts or numbers in two boxes are two objects."""
    return left is right and (left is None or not isinstance(left, str | int | float))


def number(value: Any) -> Any:
    if isinstance(value, Char):
        return ord(value)
    if value is None:
        raise null_reference()
    return value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, Char)


def add(left: Any, right: Any) -> Any:
    if _is_text(left) or _is_text(right):
        return concatenate(left, right)
    return number(left) + number(right)


def divide(left: Any, right: Any) -> Any:
    """Integers are cut towards zero; floats give infinity."""
    left, right = number(left), number(right)
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right)
        return quotient if (left < 0) == (right < 0) else -quotient
    if right == 0 and isinstance(left, float | int) and not isinstance(right, Decimal):
        return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left)
    return left / right


def remainder(left: Any, right: Any) -> Any:
    """Has the sign of the dividend."""
    left, right = number(left), number(right)
    if isinstance(left, int) and isinstance(right, int):
        return left - right * divide(left, right)
    return left % right if isinstance(left, Decimal) else math.fmod(left, right)


def _of_numbers(work: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: work(number(left), number(right))


def _compared(work: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """A comparison with null is false."""

    def compare(left: Any, right: Any) -> bool:
        if left is None or right is None:
            return False
        left, right = comparable(left, right)
        return work(number(left), number(right))

    return compare


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": _of_numbers(operator.mul),
    "/": divide,
    "%": remainder,
    "&": _of_numbers(operator.and_),
    "|": _of_numbers(operator.or_),
    "^": _of_numbers(operator.xor),
    "<": _compared(operator.lt),
    ">": _compared(operator.gt),
    "<=": _compared(operator.le),
    ">=": _compared(operator.ge),
}

SHIFTS: dict[str, Callable[[Any, Any], Any]] = {
    "<<": _of_numbers(operator.lshift),
    ">>": _of_numbers(operator.rshift),
}


def shift(symbol: str, bits: int) -> Callable[[Any, Any], Any]:
    """`<<` or `>>` of an integer of so many bits: the count is taken modulo their number."""
    work = SHIFTS[symbol]
    return lambda left, right: work(left, number(right) % bits)


PREFIXES: dict[str, Callable[[Any], Any]] = {
    "-": lambda value: -number(value),
    "+": number,
    "~": lambda value: ~number(value),
}


def _wrap(bits: int) -> Callable[[Any], Any]:
    low, high, span = -(1 << bits - 1), (1 << bits - 1) - 1, 1 << bits

    def wrap(value: Any) -> Any:
        if type(value) is not int or low <= value <= high:
            return value
        return (value - low) % span + low

    return wrap


def _identity(value: Any) -> Any:
    return value


wrap_int, wrap_long = _wrap(32), _wrap(64)
WRAPS: dict[str, Callable[[Any], Any]] = {
    "int": wrap_int,
    "long": wrap_long,
    "uint": lambda value: value % 2**32,
    "ulong": lambda value: value % 2**64,
    "string": _identity,
    "double": float,
    "float": float,
    "decimal": lambda value: Decimal(value) if isinstance(value, int) else value,
}


def order(value: Any) -> Any:
    """What a value is sorted by; null comes first."""
    return (value is not None, value.value if isinstance(value, Enum) else value)

"""Values of attributes and texts: what a policy reads at start or computes for each request."""

from collections.abc import Callable
from typing import TypeVar

from local.gateway.context import Context
from local.gateway.expressions import Value
from local.gateway.expressions.types.rendering import text_of
from local.gateway.faults import evaluation_failed
from local.gateway.header_fields import is_token
from local.gateway.statuses import STATUSES

T = TypeVar("T")
Get = Callable[[Context], T]


def constant(value: T) -> Get[T]:
    return lambda context: value


def computed(value: Value, convert: Callable[[object], T]) -> Get[T]:
    """A setting whose expression is evaluated, and its result converted, for each request."""

    def get(context: Context) -> T:
        result = value.evaluate(context)
        try:
            return convert(result)
        except ValueError as error:
            raise evaluation_failed(str(error)) from error

    return get


def as_text(value: object) -> str:
    return value if isinstance(value, str) else text_of(value)


def as_flag(value: object) -> bool:
    """`true` or `false`, in any case."""
    if isinstance(value, bool):
        return value
    word = as_text(value).strip().lower()
    if word not in {"true", "false"}:
        raise ValueError(f"'{word}' is neither true nor false")
    return word == "true"


def as_integer(value: object) -> int:
    word = as_text(value).strip()
    try:
        return int(word)
    except ValueError:
        raise ValueError(f"'{word}' is not a whole number") from None


def as_number(value: object) -> float:
    word = as_text(value).strip()
    try:
        return float(word)
    except ValueError:
        raise ValueError(f"'{word}' is not a number") from None


def at_least(minimum: int, at_most: int | None = None) -> Callable[[object], int]:
    """A whole number within its bounds."""

    def convert(value: object) -> int:
        number = as_integer(value)
        if number < minimum:
            raise ValueError(f"{number} is below {minimum}")
        if at_most is not None and number > at_most:
            raise ValueError(f"{number} is above {at_most}")
        return number

    return convert


def as_status(value: object) -> int:
    """A status code that can be sent."""
    status = as_integer(value)
    if status not in STATUSES:
        raise ValueError(f"{status} is not a status code")
    return status


def as_header_name(value: object) -> str:
    name = as_text(value)
    if not is_token(name):
        raise ValueError(f"'{name}' is not the name of a header")
    return name


def one_of(words: tuple[str, ...]) -> Callable[[object], str]:
    """One of the documented words."""

    def convert(value: object) -> str:
        word = as_text(value).strip()
        if word not in words:
            raise ValueError(f"'{word}' is none of {', '.join(words)}")
        return word

    return convert


def as_bytes(value: object) -> bytes | None:
    """A body: bytes as they are, anything else as UTF-8 text, nothing for null."""
    if value is None or isinstance(value, bytes):
        return value
    return as_text(value).encode()

"""What the members of string do."""

import re
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.arithmetic import check_length
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.values import Char

_SPACES = "".join(
    letter for letter in map(chr, range(0x3001)) if letter.isspace() and letter not in "\x1c\x1d\x1e\x1f"
)


def upper(text: str) -> str:
    """In .NET a letter stays as it is where its other case would be two letters."""
    return text.upper() if text.isascii() else "".join(_one(letter, letter.upper()) for letter in text)


def lower(text: str) -> str:
    return text.lower() if text.isascii() else "".join(_one(letter, letter.lower()) for letter in text)


def _one(letter: str, changed: str) -> str:
    return changed if len(changed) == 1 else letter


class StringComparison(Enum):
    """How two strings are compared; cultures are the invariant one."""

    CurrentCulture = 0
    CurrentCultureIgnoreCase = 1
    InvariantCulture = 2
    InvariantCultureIgnoreCase = 3
    Ordinal = 4
    OrdinalIgnoreCase = 5

    @property
    def fold(self) -> Callable[[str], str]:
        return upper if self.name.endswith("IgnoreCase") else str


class StringSplitOptions(Enum):
    None_ = 0
    RemoveEmptyEntries = 1
    TrimEntries = 2


ORDINAL = StringComparison.Ordinal
IGNORE_CASE = StringComparison.OrdinalIgnoreCase


def required(value: Any, name: str) -> Any:
    """The argument, which must not be null."""
    if value is None:
        raise ExpressionError("ArgumentNullException", f"Value cannot be null. (Parameter '{name}')")
    return value


def out_of_range(name: str) -> ExpressionError:
    return ExpressionError(
        "ArgumentOutOfRangeException",
        f"Index and length must refer to a location within the string. (Parameter '{name}')",
    )


def same(left: str | None, right: object, comparison: StringComparison = ORDINAL) -> bool:
    if not isinstance(left, str) or not isinstance(right, str):
        return left is right
    return comparison.fold(left) == comparison.fold(right)


def compare(left: str | None, right: str | None, ignore_case: "bool | StringComparison" = False) -> int:
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if isinstance(ignore_case, StringComparison):
        left, right = ignore_case.fold(left), ignore_case.fold(right)
    elif ignore_case:
        left, right = upper(left), upper(right)
    return (left > right) - (left < right)


def contains(text: str, value: str, comparison: StringComparison = ORDINAL) -> bool:
    return comparison.fold(required(value, "value")) in comparison.fold(text)


def starts_with(text: str, value: str, comparison: StringComparison = ORDINAL, *_: object) -> bool:
    return _fold(comparison)(text).startswith(_fold(comparison)(required(value, "value")))


def ends_with(text: str, value: str, comparison: StringComparison = ORDINAL, *_: object) -> bool:
    return _fold(comparison)(text).endswith(_fold(comparison)(required(value, "value")))


def _fold(comparison: "StringComparison | bool") -> Callable[[str], str]:
    if isinstance(comparison, bool):
        return IGNORE_CASE.fold if comparison else ORDINAL.fold
    return comparison.fold


def index_of(text: str, value: str, *rest: Any) -> int:
    """`IndexOf(value[, start[, count]][, comparison])`."""
    fold, numbers = _comparison(rest)
    start = numbers[0] if numbers else 0
    end = start + numbers[1] if len(numbers) > 1 else len(text)
    if not 0 <= start <= len(text):
        raise out_of_range("startIndex")
    return fold(text).find(fold(required(value, "value")), start, end)


def last_index_of(text: str, value: str, *rest: Any) -> int:
    fold, numbers = _comparison(rest)
    end = numbers[0] + 1 if numbers else len(text)
    return fold(text).rfind(fold(required(value, "value")), 0, end)


def _comparison(rest: tuple[Any, ...]) -> tuple[Callable[[str], str], list[int]]:
    found = [value for value in rest if isinstance(value, StringComparison)]
    return (found[0] if found else ORDINAL).fold, [value for value in rest if isinstance(value, int)]


def substring(text: str, start_index: int, length: int | None = None) -> str:
    if not 0 <= start_index <= len(text):
        raise ExpressionError(
            "ArgumentOutOfRangeException",
            "startIndex cannot be larger than length of string. (Parameter 'startIndex')",
        )
    if length is None:
        return text[start_index:]
    if length < 0 or start_index + length > len(text):
        raise out_of_range("length")
    return text[start_index : start_index + length]


def remove(text: str, start_index: int, count: int | None = None) -> str:
    removed = substring(text, start_index, count)
    return text[:start_index] + text[start_index + len(removed) :]


def insert(text: str, start_index: int, value: str) -> str:
    return substring(text, 0, start_index) + value + text[start_index:]


def replace(
    text: str, old_value: str, new_value: str | None, comparison: StringComparison = ORDINAL, *_: object
) -> str:
    if not required(old_value, "oldValue"):
        raise ExpressionError("ArgumentException", "String cannot be of zero length. (Parameter 'oldValue')")
    if comparison.fold is str:
        replaced = str(text).replace(old_value, new_value or "")
    else:
        replaced = re.sub(re.escape(old_value), lambda _: new_value or "", text, flags=re.IGNORECASE)
    check_length(len(replaced))
    return replaced


def split(text: str, *arguments: Any) -> list[str]:
    """`Split(separators…[, count][, options])`; without separators, at white space."""
    separators: list[str] = []
    count, options = 0, StringSplitOptions.None_
    for argument in arguments:
        if isinstance(argument, StringSplitOptions):
            options = argument
        elif isinstance(argument, int):
            count = argument
        elif argument is not None:
            separators += [argument] if isinstance(argument, str) else list(argument)
    pattern = "|".join(map(re.escape, filter(None, separators))) or f"[{_SPACES}]"
    parts = re.split(pattern, text, maxsplit=max(count - 1, 0)) if count != 1 else [text]
    if options is StringSplitOptions.TrimEntries:
        return [part.strip() for part in parts]
    return [part for part in parts if part] if options is StringSplitOptions.RemoveEmptyEntries else parts


def trimmed(strip: Callable[[str, str], str]) -> Callable[..., str]:
    """`Trim`, `TrimStart` or `TrimEnd` of white space or of the characters given."""

    def trim(text: str, *characters: Any) -> str:
        given = "".join(item if isinstance(item, str) else "".join(item) for item in characters if item)
        return strip(str(text), given or _SPACES)

    return trim


def padded(pad: Callable[[str, int, str], str]) -> Callable[..., str]:
    def run(text: str, total_width: int, padding_char: str = " ") -> str:
        check_length(total_width)
        return pad(str(text), total_width, str(padding_char))

    return run


def joined(separator: str | None, *values: Any) -> str:
    items: Iterable[Any] = values
    if len(values) == 1 and not isinstance(values[0], str) and hasattr(values[0], "__iter__"):
        items = values[0]
    text = (separator or "").join([text_of(item) for item in items])
    check_length(len(text))
    return text


def concatenated(*values: Any) -> str:
    return joined("", *values)


def created(*arguments: Any) -> str:
    """`new string('c', 3)`, or of an array of characters."""
    if isinstance(arguments[0], Char):
        check_length(arguments[1])
        return str(arguments[0]) * int(arguments[1])
    return "".join(arguments[0])


def character_at(text: str, index: int) -> Char:
    if not 0 <= index < len(text):
        raise ExpressionError("IndexOutOfRangeException", "Index was outside the bounds of the array.")
    return Char(text[index])

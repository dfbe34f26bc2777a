"""What the members of arrays, lists and dictionaries do."""

from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.arithmetic import check_length
from local.gateway.expressions.types.declaration import TypeArgument
from local.gateway.expressions.types.strings import StringComparison, required
from local.gateway.expressions.types.values import FoldedDictionary, List


def at(items: list[Any], index: int) -> Any:
    if not 0 <= index < len(items):
        raise _outside(items)
    return items[index]


def put(items: list[Any], index: int, value: object) -> None:
    if not 0 <= index < len(items):
        raise _outside(items)
    items[index] = value


def _outside(items: list[Any]) -> ExpressionError:
    if isinstance(items, List):
        return ExpressionError(
            "ArgumentOutOfRangeException",
            "Index was out of range. Must be non-negative and less than the size of the collection.",
        )
    return ExpressionError("IndexOutOfRangeException", "Index was outside the bounds of the array.")


def index_of(items: list[Any], value: object) -> int:
    return next((index for index, item in enumerate(items) if item == value), -1)


def find_index(items: list[Any], match: Any) -> int:
    return next((index for index, item in enumerate(items) if match(item)), -1)


def remove(items: list[Any], value: object) -> bool:
    found = value in items
    if found:
        items.remove(value)
    return found


def remove_all(items: list[Any], match: Any) -> int:
    before = len(items)
    items[:] = [item for item in items if not match(item)]
    return before - len(items)


def add(items: list[Any], value: object) -> None:
    check_length(len(items))
    items.append(value)


def for_each(items: list[Any], action: Any) -> None:
    for item in items:
        action(item)


def copy(source: Any, source_index: int, target: Any, target_index: int, length: int) -> None:
    """`Buffer.BlockCopy`, and `Array.Copy` with both indexes."""
    target[target_index : target_index + length] = source[source_index : source_index + length]


def array_copy(source: Any, *arguments: Any) -> None:
    if len(arguments) == 2:  # noqa: PLR2004
        copy(source, 0, arguments[0], 0, arguments[1])
    else:
        copy(source, *arguments)


def reverse(items: Any) -> None:
    items.reverse()


def value(items: dict[Any, Any], key: Any) -> Any:
    if required(key, "key") not in items:
        raise ExpressionError(
            "KeyNotFoundException", f"The given key '{key}' was not present in the dictionary."
        )
    return items[key]


def insert(items: dict[Any, Any], key: Any, value: object) -> None:
    if key in items:
        raise ExpressionError(
            "ArgumentException", f"An item with the same key has already been added. Key: {key}"
        )
    items[key] = value


def try_add(items: dict[Any, Any], key: Any, value: object) -> bool:
    is_new = key not in items
    if is_new:
        items[key] = value
    return is_new


def store(items: dict[Any, Any], key: Any, value: object) -> None:
    check_length(len(items))
    items[key] = value


def value_or_default(items: dict[Any, Any], wanted: TypeArgument, key: Any, default_value: Any = None) -> Any:
    """`GetValueOrDefault<T>`: a value of another type than T cannot be cast to it."""
    if key not in items:
        return default_value if default_value is not None else wanted.default
    return wanted.unbox(items[key])


def plain_value_or_default(
    items: dict[Any, Any], key: Any, *default_value: Any, default: object = None
) -> Any:
    return items.get(required(key, "key"), *default_value or [default])


def try_get(items: dict[Any, Any], key: Any, *, default: object = None) -> tuple[bool, object]:
    found = required(key, "key") in items
    return found, items[key] if found else default


def joined_value_or_default(items: dict[Any, Any], key: str, default_value: Any = None) -> Any:
    """Of claims and query parameters: every value, joined with a comma."""
    found = items.get(key)
    return ",".join(found) if found else default_value


def new_dictionary(*arguments: Any) -> dict[Any, Any]:
    """`new Dictionary<…>([source | capacity][, comparer])`."""
    folds = any(isinstance(item, StringComparison) and item.fold is not str for item in arguments)
    created: dict[Any, Any] = FoldedDictionary() if folds else {}
    source = next((item for item in arguments if hasattr(item, "__iter__")), ())
    for key, value in source.items() if isinstance(source, dict) else ((it.key, it.value) for it in source):
        insert(created, key, value)
    return created


def new_list(*arguments: Any) -> List:
    return List(arguments[0] if arguments and hasattr(arguments[0], "__iter__") else ())

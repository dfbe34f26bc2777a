"""The LINQ operators that give one value for a whole sequence."""

import itertools
from collections.abc import Callable
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.arithmetic import add, divide, equal, order
from local.gateway.expressions.types.sequences import Items, Test, all_of
from local.gateway.expressions.types.strings import StringComparison, same


def _empty() -> ExpressionError:
    return ExpressionError("InvalidOperationException", "Sequence contains no elements")


def _unmatched() -> ExpressionError:
    return ExpressionError("InvalidOperationException", "Sequence contains no matching element")


def first(items: Items, predicate: Test | None = None) -> Any:
    for item in items:
        if predicate is None or predicate(item):
            return item
    raise _unmatched() if predicate else _empty()


def first_or_default(items: Items, predicate: Test | None = None, *, default: Any = None) -> Any:
    return next((item for item in items if predicate is None or predicate(item)), default)


def last(items: Items, predicate: Test | None = None) -> Any:
    found = [item for item in items if predicate is None or predicate(item)]
    if not found:
        raise _unmatched() if predicate else _empty()
    return found[-1]


def last_or_default(items: Items, predicate: Test | None = None, *, default: Any = None) -> Any:
    return next(iter([item for item in items if predicate is None or predicate(item)][::-1]), default)


def single(items: Items, predicate: Test | None = None) -> Any:
    found = [item for item in items if predicate is None or predicate(item)]
    if len(found) > 1:
        raise ExpressionError("InvalidOperationException", "Sequence contains more than one element")
    return first(found)


def single_or_default(items: Items, predicate: Test | None = None, *, default: Any = None) -> Any:
    found = [item for item in items if predicate is None or predicate(item)]
    return single(found) if found else default


def any_of(items: Items, predicate: Test | None = None) -> bool:
    return any(predicate is None or predicate(item) for item in items)


def every(items: Items, predicate: Test) -> bool:
    return all(predicate(item) for item in items)


def count(items: Items, predicate: Test | None = None) -> int:
    return sum(1 for item in items if predicate is None or predicate(item))


def contains(items: Items, value: object, comparison: StringComparison | None = None) -> bool:
    if comparison is not None:
        return any(same(item, value, comparison) for item in items)
    return any(equal(item, value) for item in items)


def element_at(items: Items, index: int) -> Any:
    found = next(itertools.islice(items, index, None), _MISSING) if index >= 0 else _MISSING
    if found is _MISSING:
        raise ExpressionError(
            "ArgumentOutOfRangeException",
            "Index was out of range. Must be non-negative and less than the size of the collection.",
        )
    return found


_MISSING = object()


def element_at_or_default(items: Items, index: int, *, default: Any = None) -> Any:
    return next(itertools.islice(items, index, None), default) if index >= 0 else default


def total(items: Items, selector: Callable[[Any], Any] | None = None) -> Any:
    result: Any = 0
    for item in items:
        result = add(result, selector(item) if selector else item)
    return result


def average(items: Items, selector: Callable[[Any], Any] | None = None) -> Any:
    found = [float(selector(item) if selector else item) for item in items]
    if not found:
        raise _empty()
    return divide(sum(found), len(found))


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    def run(items: Items, selector: Callable[[Any], Any] | None = None) -> Any:
        found = [selector(item) if selector else item for item in items]
        if not found:
            raise _empty()
        return choose(found, key=order)

    return run


def aggregate(items: Items, *arguments: Any) -> Any:
    """`Aggregate([seed,] func[, result])`."""
    if len(arguments) == 1:
        found = all_of(items)
        if not found:
            raise _empty()
        value, rest, func = found[0], found[1:], arguments[0]
    else:
        value, rest, func = arguments[0], all_of(items), arguments[1]
    for item in rest:
        value = func(value, item)
    return arguments[2](value) if len(arguments) > 2 else value  # noqa: PLR2004


def sequence_equal(items: Items, second: Items) -> bool:
    return all_of(items) == all_of(second)


def to_dictionary(
    items: Items, key: Callable[[Any], Any], element: Callable[[Any], Any] | None = None, *_: object
) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for item in items:
        name = key(item)
        if name in found:
            raise ExpressionError("ArgumentException", "An item with the same key has already been added.")
        found[name] = element(item) if element else item
    return found


largest, smallest = _extreme(max), _extreme(min)

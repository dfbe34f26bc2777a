"""What LINQ does: each function takes a sequence, and those that give one run when it is enumerated."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from functools import cmp_to_key, wraps
from typing import Any

from local.gateway.context import Headers
from local.gateway.expressions.errors import ExpressionError, StepLimitExceeded, null_reference
from local.gateway.expressions.types.arithmetic import check_length, order
from local.gateway.expressions.types.declaration import TypeArgument
from local.gateway.expressions.types.strings import StringComparison
from local.gateway.expressions.types.values import Char, Grouping, List, Pair, Query

MAX_ELEMENTS = 100_000
"""No sequence is enumerated further than this."""

Items = Iterable[Any]
Test = Callable[[Any], bool]


def lazily(start: Callable[..., Iterator[Any]]) -> Callable[..., Query]:
    """A LINQ operator whose work begins anew with each enumeration."""

    @wraps(start)
    def operator(*arguments: Any, **named: Any) -> Query:
        return Query(lambda: start(*arguments, **named))

    return operator


def elements(items: Any) -> Items:
    """What a value gives when it is enumerated: of a string its characters, of a dictionary its pairs."""
    if isinstance(items, dict):
        return [Pair(key, value) for key, value in items.items()]
    if isinstance(items, Query):
        return Query(lambda: _bounded(items))
    if isinstance(items, Headers):
        return [Pair(name, items.get_all(name)) for name in items]
    if isinstance(items, str):
        return [Char(letter) for letter in items]
    if items is None:
        raise null_reference()
    if not hasattr(items, "__iter__"):
        raise ExpressionError("InvalidCastException", "The value is not a sequence.")
    return items  # type: ignore[no-any-return] # it has __iter__


def _bounded(items: Items) -> Iterator[Any]:
    for index, item in enumerate(items):
        if index >= MAX_ELEMENTS:
            raise StepLimitExceeded
        yield item


def over_elements(work: Callable[..., Any]) -> Callable[..., Any]:
    """The LINQ operator for any value that can be enumerated."""

    @wraps(work)
    def operator(items: Any, *arguments: Any, **named: Any) -> Any:
        return work(elements(items), *arguments, **named)

    return operator


def all_of(items: Items) -> list[Any]:
    return list(_bounded(items))


def hashable(value: Any) -> Any:
    """The value as a key by which equal values meet."""
    return value if value.__hash__ else id(value)


def _arity(work: Callable[..., Any]) -> Callable[[Any, int], Any]:
    """The delegate as one that also takes the index, if it wants it."""
    wanted = getattr(work, "parameters", 1)
    return work if wanted > 1 else lambda item, _: work(item)


@lazily
def select(items: Items, selector: Callable[..., Any]) -> Iterator[Any]:
    work = _arity(selector)
    return (work(item, index) for index, item in enumerate(items))


@lazily
def where(items: Items, predicate: Callable[..., bool]) -> Iterator[Any]:
    work = _arity(predicate)
    return (item for index, item in enumerate(items) if work(item, index))


@lazily
def select_many(
    items: Items, selector: Callable[[Any], Items], result: Callable[[Any, Any], Any] | None = None
) -> Iterator[Any]:
    return (result(item, inner) if result else inner for item in items for inner in selector(item))


@lazily
def distinct(items: Items, comparison: StringComparison | None = None) -> Iterator[Any]:
    seen: dict[Any, Any] = {}
    for item in items:
        seen.setdefault(hashable(comparison.fold(item) if comparison else item), item)
    return iter(seen.values())


@lazily
def skip(items: Items, number: int) -> Iterator[Any]:
    return itertools.islice(items, max(number, 0), None)


@lazily
def take(items: Items, number: int) -> Iterator[Any]:
    return itertools.islice(items, max(number, 0))


@lazily
def skip_while(items: Items, predicate: Test) -> Iterator[Any]:
    return itertools.dropwhile(predicate, items)


@lazily
def take_while(items: Items, predicate: Test) -> Iterator[Any]:
    return itertools.takewhile(predicate, items)


@lazily
def reverse(items: Items) -> Iterator[Any]:
    return iter(all_of(items)[::-1])


@lazily
def concat(items: Items, second: Items) -> Iterator[Any]:
    return itertools.chain(items, second)


@lazily
def append(items: Items, value: object) -> Iterator[Any]:
    return itertools.chain(items, [value])


@lazily
def prepend(items: Items, value: object) -> Iterator[Any]:
    return itertools.chain([value], items)


@lazily
def union(items: Items, second: Items) -> Iterator[Any]:
    return iter(distinct(itertools.chain(items, second)))


@lazily
def intersect(items: Items, second: Items) -> Iterator[Any]:
    kept = {hashable(item) for item in second}
    return iter({hashable(item): item for item in items if hashable(item) in kept}.values())


@lazily
def except_(items: Items, second: Items) -> Iterator[Any]:
    dropped = {hashable(item) for item in second}
    return iter({hashable(item): item for item in items if hashable(item) not in dropped}.values())


@lazily
def zip_(items: Items, second: Items, result: Callable[[Any, Any], Any]) -> Iterator[Any]:
    return (result(left, right) for left, right in zip(items, second, strict=False))


@lazily
def default_if_empty(items: Items, *default_value: object, default: object = None) -> Iterator[Any]:
    return iter(all_of(items) or [*default_value, default][:1])


@lazily
def of_type(items: Items, wanted: TypeArgument) -> Iterator[Any]:
    return (item for item in items if wanted.holds(item))


@lazily
def cast(items: Items, wanted: TypeArgument) -> Iterator[Any]:
    return (wanted.cast(item) for item in items)


@lazily
def group_by(
    items: Items, key: Callable[[Any], Any], element: Callable[[Any], Any] | None = None
) -> Iterator[Any]:
    groups: dict[Any, Grouping] = {}
    for item in items:
        found = key(item)
        group = groups.setdefault(hashable(found), Grouping(found))
        group.append(element(item) if element else item)
    return iter(groups.values())


class Ordered(Query):
    """A sorted sequence that `ThenBy` sorts further."""

    def __init__(self, items: Items, keys: list[tuple[Callable[[Any], Any], bool]]) -> None:
        super().__init__(self._sorted)
        self._items, self._keys = items, keys

    def then(self, key: Callable[[Any], Any], descending: bool) -> "Ordered":
        return Ordered(self._items, [*self._keys, (key, descending)])

    def _sorted(self) -> Iterator[Any]:
        found = all_of(self._items)
        for key, descending in reversed(self._keys):
            found.sort(key=lambda item, key=key: order(key(item)), reverse=descending)  # type: ignore[misc] # bound now
        return iter(found)


def order_by(items: Items, key: Callable[[Any], Any]) -> Ordered:
    return Ordered(items, [(key, False)])


def order_by_descending(items: Items, key: Callable[[Any], Any]) -> Ordered:
    return Ordered(items, [(key, True)])


def numbers(start: int, number: int) -> Query:
    check_length(number)
    return Query(lambda: iter(range(start, start + number)))


def repeat(value: object, number: int) -> Query:
    check_length(number)
    return Query(lambda: itertools.repeat(value, number))


def to_list(items: Items) -> List:
    return List(all_of(items))


def sort(items: list[Any], comparison: Callable[[Any, Any], int] | None = None) -> None:
    items.sort(key=cmp_to_key(comparison) if callable(comparison) else order)

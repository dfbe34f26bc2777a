"""Values that .NET has and Python has not: characters, anonymous objects, queries, pairs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any


class Char(str):
    """One UTF-16 code unit; arithmetic takes it as a number."""

    __slots__ = ()


class List(list[Any]):
    """A `List<T>`; a plain Python list is an array."""


class AnonymousObject(dict[str, Any]):
    """`new { Name = value }`."""


class FoldedDictionary(dict[str, Any]):
    """A dictionary whose keys compare without case; a key keeps the case in which it came first."""

    def _own(self, key: str) -> str:
        return next((own for own in self if own.upper() == key.upper()), key)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and super().__contains__(self._own(key))

    def __getitem__(self, key: str) -> Any:
        return super().__getitem__(self._own(key))

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(self._own(key), value)

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(self._own(key), default)

    def pop(self, key: str, default: Any = None) -> Any:
        return super().pop(self._own(key), default)


class DateTimeOffset(datetime):
    """A moment with its offset; a plain Python datetime is a `DateTime`."""


LOCAL = timezone(timedelta(0), "Local")
"""The gateway's own time zone is UTC; a DateTime of kind Local has this one, of kind Utc Python's."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A `KeyValuePair`."""

    key: Any
    value: Any


class Query:
    """A LINQ sequence: nothing runs before it is enumerated, and each enumeration starts anew."""

    def __init__(self, start: Callable[[], Iterator[Any]]) -> None:
        self._start = start

    def __iter__(self) -> Iterator[Any]:
        return self._start()


class Grouping(List):
    """The elements of a `GroupBy` that have one key."""

    def __init__(self, key: object) -> None:
        super().__init__()
        self.key = key

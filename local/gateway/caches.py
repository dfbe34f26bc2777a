"""The gateway's built-in cache: bounded by bytes, least recently used first out."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[V]):
    value: V
    size: int
    expires: float


class Cache(Generic[V]):
    """Values that live for a number of seconds; `capacity` is in bytes."""

    def __init__(self, capacity: int, clock: Callable[[], float]) -> None:
        self._capacity = capacity
        self._clock = clock
        self._entries: OrderedDict[str, _Entry[V]] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> V | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.expires <= self._clock():
            self.remove(key)
            return None
        self._entries.move_to_end(key)
        return entry.value

    def store(self, key: str, value: V, size: int, seconds: float) -> None:
        """Keep a value; one that is larger than the whole cache, or lives no time, is not kept."""
        self.remove(key)
        if size > self._capacity or seconds <= 0:
            return
        self._entries[key] = _Entry(value, size, self._clock() + seconds)
        self._size += size
        while self._size > self._capacity:
            _, evicted = self._entries.popitem(last=False)
            self._size -= evicted.size

    def remove(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry:
            self._size -= entry.size

"""Counters behind rate limits, quotas and concurrency limits."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

SWEEP_ABOVE = 10_000


@dataclass(slots=True)
class _Window:
    period: int
    calls: deque[tuple[float, int]] = field(default_factory=deque)
    total: int = 0


class SlidingWindows:
    """Calls within the last seconds, counted by key and period."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, int], _Window] = {}

    def used(self, key: str, period: int) -> int:
        """Calls counted within the last `period` seconds."""
        window = self._windows.get((key, period))
        if window is None:
            return 0
        self._forget(window)
        return window.total

    def add(self, key: str, period: int, count: int) -> None:
        if not count:
            return
        if (key, period) not in self._windows and len(self._windows) >= SWEEP_ABOVE:
            self._sweep()
        window = self._windows.setdefault((key, period), _Window(period))
        window.calls.append((self._clock(), count))
        window.total += count

    def wait(self, key: str, period: int) -> int:
        """Whole seconds until the oldest call leaves the window; at least 1."""
        window = self._windows.get((key, period))
        if window is None or not window.calls:
            return 1
        return max(1, ceil(window.calls[0][0] + period - self._clock()))

    def _forget(self, window: _Window) -> None:
        oldest = self._clock() - window.period
        while window.calls and window.calls[0][0] <= oldest:
            window.total -= window.calls.popleft()[1]

    def _sweep(self) -> None:
        for window in self._windows.values():
            self._forget(window)
        self._windows = {key: window for key, window in self._windows.items() if window.calls}


@dataclass(slots=True, eq=False)
class Usage:
    """What a key has used in the current period; `ends` is None for a quota that never renews."""

    ends: float | None
    calls: int = 0
    bandwidth: int = 0

    def ended(self, now: float) -> bool:
        return self.ends is not None and self.ends <= now


class FixedWindows:
    """Usage by key in periods of fixed length, counted from a given start."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._usages: dict[str, Usage] = {}

    def usage(self, key: str, period: int, start: float) -> Usage:
        """The usage in the period that contains this moment; a period of 0 never ends."""
        now = self._clock()
        usage = self._usages.get(key)
        if usage is None and len(self._usages) >= SWEEP_ABOVE:
            self._usages = {each: kept for each, kept in self._usages.items() if not kept.ended(now)}
        if usage is None or usage.ended(now):
            ends = now - (now - start) % period + period if period else None
            usage = self._usages[key] = Usage(ends)
        return usage

    def wait(self, usage: Usage) -> int:
        """Whole seconds until the quota is replenished; 0 for one that never is."""
        return 0 if usage.ends is None else max(1, ceil(usage.ends - self._clock()))


class Concurrency:
    """Calls under way by key."""

    def __init__(self) -> None:
        self._running: Counter[str] = Counter()

    def enter(self, key: str, limit: int) -> bool:
        """Take a place; False when all are taken."""
        if self._running[key] >= limit:
            return False
        self._running[key] += 1
        return True

    def leave(self, key: str) -> None:
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]

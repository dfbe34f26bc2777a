"""A delay with the precision of the kernel's timer.

Event loops count in whole milliseconds, and the slowest of eight parallel calls would show all of that error.
"""

import asyncio
import ctypes
import os
import time
from collections import deque
from collections.abc import Callable

_libc = ctypes.CDLL(None, use_errno=True)
_NON_BLOCKING = os.O_NONBLOCK
_NANOSECONDS = 1_000_000_000


class _TimerSpec(ctypes.Structure):
    """itimerspec: the interval, then the first expiry, each as seconds and nanoseconds."""

    _fields_ = [(name, ctypes.c_long) for name in ("every_s", "every_ns", "first_s", "first_ns")]


class DelayLine:
    """Calls back everything that enters it after the same delay, in order."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._seconds = seconds
        self._waiting: deque[tuple[float, Callable[[], None]]] = deque()
        self._timer = _libc.timerfd_create(time.CLOCK_MONOTONIC, _NON_BLOCKING)
        loop.add_reader(self._timer, self._release)

    def enter(self, callback: Callable[[], None]) -> None:
        self._waiting.append((time.monotonic() + self._seconds, callback))
        if len(self._waiting) == 1:
            self._arm(self._seconds)

    def _release(self) -> None:
        os.read(self._timer, 8)
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            self._waiting.popleft()[1]()
        if self._waiting:
            self._arm(self._waiting[0][0] - time.monotonic())

    def _arm(self, seconds: float) -> None:
        nanoseconds = max(1, int(seconds * _NANOSECONDS))
        spec = _TimerSpec(0, 0, nanoseconds // _NANOSECONDS, nanoseconds % _NANOSECONDS)
        if _libc.timerfd_settime(self._timer, 0, ctypes.byref(spec), None):
            raise OSError(ctypes.get_errno(), "timerfd_settime")

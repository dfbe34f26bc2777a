"""How long the current request may still take: set by the channel, narrowed by parts, seen by every call."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NO_DEADLINE_SECONDS = 30.0
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything inside has at most this long, and never longer than what surrounds it."""
    surrounding = _deadline.get()
    own = time.monotonic() + seconds
    token = _deadline.set(own if surrounding is None else min(own, surrounding))
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining() -> float:
    """Seconds left, never negative; 30 outside any deadline."""
    deadline = _deadline.get()
    return NO_DEADLINE_SECONDS if deadline is None else max(0.0, deadline - time.monotonic())

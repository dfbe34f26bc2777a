"""How long the current request may still take: set by the channel, narrowed by parts, seen by every call."""

import time
from contextvars import ContextVar

from shared.bound import Bound

NO_DEADLINE_SECONDS = 30.0
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def within(seconds: float) -> Bound[float]:
    """Everything inside has at most this long, and never longer than what surrounds it."""
    own, surrounding = time.monotonic() + seconds, _deadline.get()
    return Bound(_deadline, own if surrounding is None else min(own, surrounding))


def remaining() -> float:
    """Seconds left, never negative; 30 outside any deadline."""
    deadline = _deadline.get()
    return NO_DEADLINE_SECONDS if deadline is None else max(0.0, deadline - time.monotonic())

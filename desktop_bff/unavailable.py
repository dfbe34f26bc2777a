"""Failures of what this channel alone uses: its session store, blobs and Durable Functions."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.problems import Problem, UpstreamUnavailable


@contextmanager
def unavailable(detail: str, *causes: type[Exception]) -> Iterator[None]:
    """Turns these causes into UpstreamUnavailable; a Problem or a TimeoutError passes through unchanged."""
    try:
        yield
    except (Problem, TimeoutError):
        raise
    except causes as error:
        raise UpstreamUnavailable(detail) from error

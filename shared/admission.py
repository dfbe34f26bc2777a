"""How many invocations are served at a time; beyond that they are refused at once, not queued too long."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.problems import Overloaded


class Admission:
    """A bounded number of places."""

    def __init__(self, places: int) -> None:
        self._free = places

    @contextmanager
    def place(self) -> Iterator[None]:
        """Raises Overloaded when there is none."""
        if self._free <= 0:
            raise Overloaded("This channel serves as many requests as it can; try again.")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1

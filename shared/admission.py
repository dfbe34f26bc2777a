"""How many invocations are served at a time; beyond that they are refused at once, not queued too long."""

from shared.problems import Overloaded


class Admission:
    """A bounded number of places: `with admission:` takes one, and raises Overloaded when there is none."""

    def __init__(self, places: int) -> None:
        self._free = places

    def __enter__(self) -> None:
        if self._free <= 0:
            raise Overloaded("This channel serves as many requests as it can; try again.")
        self._free -= 1

    def __exit__(self, *_: object) -> None:
        self._free += 1

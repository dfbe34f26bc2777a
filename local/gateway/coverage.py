"""Which policies, arms of a choose and expressions ran: for test runs, never in a gateway that serves."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from local.gateway.document import Element, Position

if TYPE_CHECKING:
    from local.gateway.context import Context
    from local.gateway.execution import Execution

T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Point:
    """A place in a policy file that a request passes, or does not."""

    file: str
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} never ran"


class Coverage:
    """Counts, over any number of gateways that run the same files, how often each point was passed."""

    def __init__(self) -> None:
        self._runs: Counter[Point] = Counter()

    def step(
        self, element: Element, act: "Callable[[Execution], Awaitable[None]]"
    ) -> "Callable[[Execution], Awaitable[None]]":
        passed = self._point(element.position, f"<{element.name}>")

        async def counted(execution: "Execution") -> None:
            passed()
            await act(execution)

        return counted

    def arm(self, element: Element) -> Callable[[], None]:
        """To be called when a request takes this `when` or `otherwise`."""
        return self._point(element.position, f"<{element.name}>")

    def expression(self, position: Position, get: "Callable[[Context], T]") -> "Callable[[Context], T]":
        passed = self._point(position, "expression")

        def counted(context: "Context") -> T:
            passed()
            return get(context)

        return counted

    def missed(self, root: Path) -> list[Point]:
        """The points that no request passed, their files relative to `root`."""
        return sorted(
            Point(str(Path(point.file).relative_to(root)), point.line, point.column, point.what)
            for point, runs in self._own(root)
            if not runs
        )

    def percent(self, root: Path) -> float:
        runs = [runs > 0 for _, runs in self._own(root)]
        return 100 * sum(runs) / len(runs) if runs else 0.0

    def _own(self, root: Path) -> list[tuple[Point, int]]:
        return [(point, runs) for point, runs in self._runs.items() if Path(point.file).is_relative_to(root)]

    def _point(self, position: Position, what: str) -> Callable[[], None]:
        point = Point(str(Path(position.file).absolute()), position.line, position.column, what)
        self._runs[point] += 0

        def passed() -> None:
            self._runs[point] += 1

        return passed

"""Compiled policies and the order in which they run."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.gateway.execution import Execution

Action = Callable[["Execution"], Awaitable[None]]


@dataclass(frozen=True)
class Place:
    """Where a policy stands: scope, section, and the path down to it, such as `choose[3]/when[2]`."""

    scope: str = ""
    section: str = ""
    path: str = ""

    @cached_property
    def label(self) -> str:
        """As a trace tells which policies ran: `api choose[3]/when[2]`."""
        return f"{self.scope} {self.path}"

    def below(self, name: str, number: int) -> "Place":
        path = f"{self.path}/{name}[{number}]".lstrip("/")
        return Place(self.scope, self.section, path)


@dataclass(frozen=True)
class Location:
    """A policy as `context.LastError` names it."""

    policy: str
    place: Place = Place()
    policy_id: str = ""


@dataclass(frozen=True, eq=False)
class Step:
    """One policy ready to run; `branches` are the steps nested in it."""

    location: Location
    act: Action
    branches: "tuple[Steps, ...]" = ()


Steps = tuple[Step, ...]


def continuations(steps: Steps, after: Steps = ()) -> Iterator[tuple[Place, Steps]]:
    """For every step, however deep, the steps that follow once it is done."""
    for index, step in enumerate(steps):
        rest = (*steps[index + 1 :], *after)
        yield step.location.place, rest
        for branch in step.branches:
            yield from continuations(branch, rest)

"""Where an expression keeps its variables while it runs, and what the binder knows of them."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from local.gateway.expressions.errors import StepLimitExceeded
from local.gateway.expressions.types.declaration import Type

Frame = list[Any]
"""The context, the allowance, the frame around it, then the variables: one frame for each lambda's call."""
Run = Callable[[Frame], Any]

CONTEXT, ALLOWANCE, OUTER, FIRST_SLOT = 0, 1, 2, 3
STEP_LIMIT = 100_000
SECONDS_LIMIT = 2.0


class Allowance:
    """How many more steps an expression may take, and until when: one step may copy megabytes."""

    __slots__ = ("_clock", "_deadline", "_steps")

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._steps = STEP_LIMIT
        self._deadline = clock() + SECONDS_LIMIT

    def spend(self) -> None:
        self._steps -= 1
        if self._steps < 0 or self._clock() > self._deadline:
            raise StepLimitExceeded


def new_frame(context: object, size: int) -> Frame:
    return [context, Allowance(), None, *[None] * size]


def spend_step(frame: Frame) -> None:
    """Count one round of a loop or call of a lambda."""
    frame[ALLOWANCE].spend()


@dataclass(frozen=True, slots=True)
class Bound:
    """An expression made ready to run, and its type."""

    run: Run
    type: Type


@dataclass(frozen=True, slots=True)
class Variable:
    slot: int
    type: Type


class Function:
    """The variables of one frame: the whole expression's, or a lambda's."""

    def __init__(self, outer: "Scope | None" = None) -> None:
        self.outer = outer
        self.size = 0

    def new_slot(self) -> int:
        self.size += 1
        return FIRST_SLOT + self.size - 1


class Scope:
    """The names that a block sees."""

    def __init__(self, function: Function, parent: "Scope | None" = None) -> None:
        self.function = function
        self._parent = parent
        self._variables: dict[str, Variable] = {}

    def inner(self) -> "Scope":
        return Scope(self.function, self)

    def declare(self, name: str, type_: Type) -> Variable:
        variable = Variable(self.function.new_slot(), type_)
        self._variables[name] = variable
        return variable

    def find(self, name: str) -> tuple[Variable, int] | None:
        """The variable, and how many frames outside this one it lives."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope._variables:
                return scope._variables[name], 0
            scope = scope._parent
        outer = self.function.outer
        found = outer.find(name) if outer is not None else None
        return (found[0], found[1] + 1) if found else None


def reader(slot: int, depth: int = 0) -> Run:
    if depth == 0:
        return lambda frame: frame[slot]
    if depth == 1:
        return lambda frame: frame[OUTER][slot]
    further = reader(slot, depth - 1)
    return lambda frame: further(frame[OUTER])


def store(frame: Frame, slot: int, depth: int, value: object) -> None:
    for _ in range(depth):
        frame = frame[OUTER]
    frame[slot] = value

"""How a service behaves: how late it answers, and which share of its answers is bad in which ways."""

import random
from collections import Counter
from typing import Literal

from pydantic import BaseModel, ConfigDict

Fault = Literal["fail", "slow", "hang", "reset", "rubbish"]
RANDOM_SEED = 20_000


class Behaviour(BaseModel):
    """`slow` is `slow_ms` later than the others; `hang` never answers; `reset` breaks off half way.

    `unique` makes every request name other products.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    delay_ms: float = 0
    unique: bool = False
    slow_ms: float = 1_500
    fault_share: float = 0
    faults: tuple[Fault, ...] = ("fail", "slow", "hang", "reset", "rubbish")


class Service:
    """One service's behaviour now, and what it was asked for so far."""

    def __init__(self) -> None:
        self.behave(Behaviour())

    def behave(self, behaviour: Behaviour) -> None:
        """From now on, with all counts at nought."""
        self.behaviour = behaviour
        self.calls = 0
        self.sent_bytes = 0
        self.faults: Counter[str] = Counter()
        self.faulty_traces: set[str] = set()
        self._random = random.Random(RANDOM_SEED)  # noqa: S311 - the same faults in every run

    def report(self) -> dict[str, object]:
        return {
            "calls": self.calls,
            "bytes": self.sent_bytes,
            "faults": dict(self.faults),
            "faulty_traces": sorted(self.faulty_traces),
        }

    def fault(self, trace_id: str) -> Fault | None:
        """The fault that this call meets, if any; remembered by the trace it belongs to."""
        if self._random.random() >= self.behaviour.fault_share:
            return None
        fault = self._random.choice(self.behaviour.faults)
        self.faults[fault] += 1
        self.faulty_traces.add(trace_id)
        return fault

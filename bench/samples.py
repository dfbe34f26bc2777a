"""What was measured: one sample a round, and what the rounds say together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

Sample = Mapping[str, float]


@dataclass(frozen=True)
class Spread:
    """The median of some rounds, and how far they went apart."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Column:
    """One measured quantity, as a table shows it: `spread` adds the extremes of the rounds."""

    key: str
    heading: str
    digits: int = 0
    spread: bool = False


@dataclass(frozen=True)
class Result:
    """All rounds of one server in one scenario."""

    server: str
    samples: Sequence[Sample]
    note: str = ""

    def spread(self, key: str) -> Spread | None:
        values = [sample[key] for sample in self.samples if key in sample]
        return Spread.of(values) if values else None

    def median(self, key: str) -> float | None:
        spread = self.spread(key)
        return spread.median if spread else None


@dataclass(frozen=True)
class Table:
    """A scenario's results; the first column is the one that servers are compared by."""

    name: str
    title: str
    columns: Sequence[Column]
    results: Sequence[Result] = field(default_factory=list)

    def of(self, server: str) -> Result | None:
        return next((result for result in self.results if result.server == server), None)

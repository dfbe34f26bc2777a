"""What an export is and how it is divided: the values that Durable Functions keeps, plain JSON all of them.

Orders are counted from the oldest: one placed while an export runs then moves none of those it began with.
"""

import math
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

ROWS_PER_PART = 100
MOST_ORDERS = 5_000_000
Format = Literal["csv", "ndjson"]


class Payload(BaseModel):
    """An input or output of an orchestration or an activity."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, extra="forbid")

    def json_value(self) -> dict[str, Any]:
        """As Durable Functions takes it."""
        return self.model_dump(mode="json", by_alias=True)

    @classmethod
    def of(cls, value: object) -> Self:
        return cls.model_validate(value)


class Export(Payload):
    """One export: whose it is and whose orders it holds, fixed when it starts."""

    id: str
    tenant_id: str
    user_id: str
    format: Format
    everybodys: bool
    created_at: str


class Part(Payload):
    """The orders from `start` up to, but not including, `stop`, counted from the oldest."""

    export: Export
    number: int
    start: int
    stop: int


class Assembly(Payload):
    export: Export
    parts: int


class Outcome(Payload):
    """What an activity did; it raises nothing, so that one failure does not lose what the others did."""

    ok: bool
    count: int = 0
    reason: str = ""


class Stage(Payload):
    """What the orchestration begins anew with, its history forgotten: the parts before `first` are there."""

    export: Export
    counted: Outcome | None = None
    first: int = 0


def count_parts(total: int) -> int:
    return math.ceil(total / ROWS_PER_PART)


def part_at(export: Export, number: int, total: int) -> Part:
    start = number * ROWS_PER_PART
    return Part(export=export, number=number, start=start, stop=min(start + ROWS_PER_PART, total))

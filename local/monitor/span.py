"""A span as the history keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.monitor import conventions as names

FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened during a span."""

    name: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """Ids in hexadecimal, times in nanoseconds since the epoch; `kind` is OTLP's in lower case."""

    trace_id: str
    span_id: str
    parent_id: str | None
    service: str
    name: str
    kind: str
    start: int
    end: int
    failed: bool
    attributes: Mapping[str, Any]
    events: tuple[Event, ...] = ()

    @property
    def milliseconds(self) -> float:
        return max(0, self.end - self.start) / 1e6

    @property
    def status(self) -> int | None:
        return self.number(names.STATUS)

    def text(self, name: str) -> str | None:
        value = self.attributes.get(name)
        return None if value is None else str(value)

    def number(self, name: str) -> int | None:
        value = self.attributes.get(name)
        return value if isinstance(value, int) else None

    def flag(self, name: str) -> bool | None:
        value = self.attributes.get(name)
        return value if isinstance(value, bool) else None

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.attributes.get(name)
        return tuple(map(str, value)) if isinstance(value, list) else ()

    @property
    def is_request(self) -> bool:
        """Whether this is where the gateway took a client's request."""
        return self.service == names.GATEWAY and self.kind == names.SERVER

    @property
    def is_trouble(self) -> bool:
        """Whether somebody who looks for failures should see its trace."""
        refused = self.status is not None and self.status >= FIRST_ERROR
        return self.failed or refused or self.flag(names.COMPLETE) is False

"""A function's route, as the Functions host matches it."""

import re
from dataclasses import dataclass

_PARAMETER = re.compile(r"\{(\*?)(\w+)([:=?][^}]*)?\}")


@dataclass(frozen=True)
class Route:
    """An HTTP trigger; a function whose name says `internal` is called by API Management alone."""

    channel: str
    function: str
    methods: frozenset[str]
    template: str

    @property
    def internal(self) -> bool:
        return "_internal_" in self.function

    @property
    def segments(self) -> list[str]:
        return self.template.strip("/").lower().split("/")

    def answers_for(self, other: "Route") -> bool:
        """Whether every request for the other one fits this one too."""
        return bool(self.methods & other.methods) and _covers(self.segments, other.segments)


def _covers(wide: list[str], narrow: list[str]) -> bool:
    for index, segment in enumerate(wide):
        parameter = _PARAMETER.fullmatch(segment)
        if parameter and parameter[1]:
            return True
        if index == len(narrow):
            return all(_optional(rest) for rest in wide[index:])
        unconstrained = parameter is not None and not (parameter[3] or "").startswith(":")
        if not unconstrained and segment != narrow[index]:
            return False
    return len(wide) == len(narrow)


def _optional(segment: str) -> bool:
    parameter = _PARAMETER.fullmatch(segment)
    return bool(parameter and (parameter[3] or "").endswith("?"))

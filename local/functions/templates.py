"""Route templates of ASP.NET Core (`orders/{id:int}/{part?}`), compiled to one regular expression each."""

import re
from dataclasses import dataclass

from local.errors import StartError
from local.functions.constraints import Constraint, constraint

# Within a parameter's braces, a brace of its own (in a regex constraint) is written twice.
_BRACED = r"\{(?:\{\{|\}\}|[^{}])*\}"
_SEGMENT = re.compile(rf"(?:{_BRACED}|[^/{{}}])+")
_PART = re.compile(rf"{_BRACED}|[^{{}}]+")
_CONSTRAINT = re.compile(r":([a-z]+)(?:\((.*?)\))?(?=[:=?]|$)", re.IGNORECASE)
_DEFINITION = re.compile(
    rf"(?P<stars>\*{{0,2}})(?P<name>[^:=?*/]+)(?P<constraints>(?:{_CONSTRAINT.pattern})*)"
    r"(?:=(?P<default>.+)|(?P<optional>\?))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    catch_all: bool
    omissible: bool
    default: str | None
    constraints: list[Constraint]


_Segment = list[str | _Parameter]


class Template:
    """Matches decoded paths; literals are compared without case, one trailing slash is ignored."""

    def __init__(self, text: str) -> None:
        text = text.strip("/")
        pieces = _SEGMENT.findall(text)
        if "/".join(pieces) != text:
            raise StartError(f"route {text!r} has an empty segment or an unpaired brace")
        segments = [[_part(part) for part in _PART.findall(piece)] for piece in pieces]
        _check(segments, text)
        self._parameters = [part for parts in segments for part in parts if isinstance(part, _Parameter)]
        self._pattern = re.compile(_pattern(segments) + "/?", re.IGNORECASE | re.DOTALL)

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters' values, without optional ones that are absent; None if `path` does not fit."""
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        values: dict[str, str] = {}
        for parameter, captured in zip(self._parameters, found.groups(), strict=True):
            value = captured or parameter.default
            if value is None:
                continue
            if not all(accepts(value) for accepts in parameter.constraints):
                return None
            values[parameter.name] = value
        return values


def _part(text: str) -> str | _Parameter:
    if not text.startswith("{"):
        return text
    definition = _DEFINITION.fullmatch(text[1:-1])
    if definition is None:
        raise StartError(f"route parameter {text} is not understood")
    found = _CONSTRAINT.findall(definition["constraints"])
    catch_all = definition["stars"] != ""
    return _Parameter(
        name=definition["name"],
        catch_all=catch_all,
        omissible=catch_all or definition["default"] is not None or definition["optional"] is not None,
        default=definition["default"],
        constraints=[constraint(name, _unescaped(argument)) for name, argument in found],
    )


def _unescaped(argument: str) -> str | None:
    return argument.replace("{{", "{").replace("}}", "}") or None


def _check(segments: list[_Segment], text: str) -> None:
    for parts in segments:
        for part in parts:
            if isinstance(part, str):
                continue
            if part.catch_all and parts is not segments[-1]:
                raise StartError(f"route {text!r} has a catch-all that is not its last segment")
            if part.omissible and len(parts) > 1:
                raise StartError(f"route {text!r} has an optional parameter beside other text of its segment")


def _pattern(segments: list[_Segment]) -> str:
    """Built from the end, for a segment may be left out only together with all that follow it."""
    pattern, droppable = "", True
    for parts in reversed(segments):
        droppable = droppable and isinstance(parts[0], _Parameter) and parts[0].omissible
        segment = "/" + "".join(map(_expression, parts)) + pattern
        pattern = f"(?:{segment})?" if droppable else segment
    return pattern


def _expression(part: str | _Parameter) -> str:
    if isinstance(part, str):
        return re.escape(part)
    return "([^/].*)?" if part.catch_all else "([^/]+)"

"""Which operation of which API a request addresses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import unquote_to_bytes

MAX_PATH = 8192
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PARAMETER = re.compile(r"\{(\*?)([^{}]+)\}")
T = TypeVar("T")


@dataclass(frozen=True)
class Route(Generic[T]):
    """A method and a path template below an API's prefix; a last `*` stands for any number of segments."""

    prefix: str
    method: str
    template: str
    target: T

    @property
    def segments(self) -> list[str]:
        return [segment for segment in f"{self.prefix}/{self.template}".split("/") if segment]

    @property
    def rank(self) -> list[int]:
        """Sorts literal segments before parameters, and those before a wildcard."""
        return [2 if _is_wildcard(segment) else int("{" in segment) for segment in self.segments] + [-1]

    @property
    def pattern(self) -> re.Pattern[str]:
        end = "" if self.template.strip("/") else "/?"
        return re.compile("".join(_segment_pattern(segment) for segment in self.segments) + end)

    @property
    def parameters(self) -> list[str]:
        return [name for _, name in _PARAMETER.findall(self.template)]

    def relative(self, raw_path: str) -> str:
        """The raw path below the API's prefix."""
        depth = len([segment for segment in self.prefix.split("/") if segment])
        return "/" + "/".join(raw_path.split("/")[depth + 1 :])


@dataclass(frozen=True)
class Match(Generic[T]):
    """A route, the decoded values of its parameters, and the raw path below the API's prefix."""

    target: T
    parameters: dict[str, str]
    relative_path: str


class Router(Generic[T]):
    """Finds routes; a path that different servers could read differently matches none."""

    def __init__(self, routes: Iterable[Route[T]]) -> None:
        self._routes: dict[str, list[tuple[Route[T], re.Pattern[str]]]] = {}
        for route in sorted(routes, key=lambda route: route.rank):
            self._routes.setdefault(route.method, []).append((route, route.pattern))

    def match(self, method: str, raw_path: str) -> Match[T] | None:
        """The operation for a method and a raw, still percent-encoded, path."""
        path = plain_path(raw_path)
        if path is None:
            return None
        for route, pattern in self._routes.get(method, ()):
            found = pattern.fullmatch(path)
            if found:
                values = dict(zip(route.parameters, found.groups(), strict=True))
                return Match(route.target, values, route.relative(raw_path))
        return None


def plain_path(raw_path: str) -> str | None:
    """The decoded path; None for one with empty or dot segments, encoded separators or control characters."""
    if len(raw_path) > MAX_PATH or not raw_path.startswith("/") or not raw_path.isascii():
        return None
    if "%2f" in raw_path.lower():
        return None
    try:
        path = unquote_to_bytes(raw_path).decode("utf-8")
    except UnicodeDecodeError:
        return None
    inner = path[1:].removesuffix("/").split("/") if path != "/" else []
    if any(segment in {"", ".", ".."} for segment in inner) or "\\" in path:
        return None
    return None if _CONTROL.search(path) else path


def _is_wildcard(segment: str) -> bool:
    return segment == "*" or segment.startswith("{*")


def _segment_pattern(segment: str) -> str:
    """One path segment as a regular expression with a group for each parameter."""
    if segment == "*":
        return "(?:/.*)?"
    pattern, end = "/", 0
    for parameter in _PARAMETER.finditer(segment):
        pattern += re.escape(segment[end : parameter.start()])
        pattern += "(.*)" if parameter[1] else "([^/]+)"
        end = parameter.end()
    return pattern + re.escape(segment[end:])

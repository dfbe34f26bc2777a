"""Regex, Match, Group: .NET's regular expressions, each search bounded in time."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import regex  # type: ignore[import-untyped] # it comes without types

from local.gateway.expressions.types.arithmetic import check_length
from local.gateway.expressions.types.declaration import Definition, Entry, method, named, prop
from local.gateway.expressions.types.foundation import enumeration
from local.gateway.expressions.types.patterns import RegexOptions, compiled
from local.gateway.expressions.types.strings import required

TIME_LIMIT = 0.1
"""Seconds that one search may take."""


_REPLACEMENT = regex.compile(r"\$(?:(?P<dollar>\$)|(?P<number>\d+)|\{(?P<name>\w+)\}|(?P<whole>&))")


class Regex:
    """A pattern ready to search with."""

    def __init__(self, pattern: str, options: RegexOptions = RegexOptions.None_, *_: object) -> None:
        self.pattern = pattern
        self._compiled = compiled(required(pattern, "pattern"), options)

    def __str__(self) -> str:
        return self.pattern

    def match(self, text: str, start: int = 0) -> "Match":
        return Match(self, self._compiled.search(required(text, "input"), start, timeout=TIME_LIMIT))

    def is_match(self, text: str, start: int = 0) -> bool:
        return self._compiled.search(required(text, "input"), start, timeout=TIME_LIMIT) is not None

    def matches(self, text: str) -> "list[Match]":
        return [
            Match(self, found)
            for found in self._compiled.finditer(required(text, "input"), timeout=TIME_LIMIT)
        ]

    def replace(self, text: str, replacement: Any, count: int = -1) -> str:
        def fill(found: Any) -> str:
            if callable(replacement):
                return str(replacement(Match(self, found)))
            return str(_REPLACEMENT.sub(lambda part: _substituted(found, part), replacement))

        result = self._compiled.sub(fill, required(text, "input"), max(count, 0), timeout=TIME_LIMIT)
        check_length(len(result))
        return str(result)

    def split(self, text: str) -> list[str]:
        parts = self._compiled.split(required(text, "input"), timeout=TIME_LIMIT)
        return [part for part in parts if part is not None]


@lru_cache(maxsize=512)
def _numbering(pattern: Any) -> tuple[int, ...]:
    """Python's number for each of .NET's, which counts the groups without a name first."""
    named = sorted(pattern.groupindex.values())
    return (0, *(index for index in range(1, pattern.groups + 1) if index not in named), *named)


def _numbered(pattern: Any, number: int) -> int:
    numbering = _numbering(pattern)
    return numbering[number] if number < len(numbering) else number


def _substituted(found: Any, part: Any) -> str:
    if part["dollar"]:
        return "$"
    key = 0 if part["whole"] else _numbered(found.re, int(part["number"])) if part["number"] else part["name"]
    try:
        return found[key] or ""
    except IndexError:
        return str(part[0])


class Capture:
    """A group's capture; an absent one is empty."""

    def __init__(self, value: str | None, index: int, name: str = "") -> None:
        self.value = value or ""
        self.success = value is not None
        self.index = max(index, 0)
        self.name = name

    def __str__(self) -> str:
        return self.value


class Match(Capture):
    """One match, or the failure to find one."""

    def __init__(self, pattern: Regex, found: Any) -> None:
        super().__init__(found[0] if found else None, found.start() if found else 0, "0")
        self._pattern, self._found = pattern, found

    def groups(self) -> "Groups":
        return Groups(self._found)

    def next(self) -> "Match":
        if self._found is None:
            return self
        end = self._found.end() + (self._found.end() == self._found.start())
        return self._pattern.match(self._found.string, end)


class Groups:
    """The groups of a match, by number or name."""

    def __init__(self, found: Any) -> None:
        self._found = found
        self._names = {index: name for name, index in found.re.groupindex.items()} if found else {}

    def __len__(self) -> int:
        return 1 + self._found.re.groups if self._found else 1

    def __iter__(self) -> Iterator[Capture]:
        return (self.at(index) for index in range(len(self)))

    def at(self, key: "int | str") -> Capture:
        if self._found is None:
            return Capture(None, 0)
        if isinstance(key, int):
            key = _numbered(self._found.re, key)
        try:
            name = self._names.get(key, str(key)) if isinstance(key, int) else key
            return Capture(self._found[key], self._found.start(key), name)
        except IndexError:
            return Capture(None, 0)


def _pattern(pattern: str, rest: tuple[Any, ...]) -> Regex:
    return Regex(pattern, next((item for item in rest if isinstance(item, RegexOptions)), RegexOptions.None_))


_CAPTURE_MEMBERS: dict[str, Entry] = {
    "Value": prop(lambda capture: capture.value, "string"),
    "Success": prop(lambda capture: capture.success, "bool"),
    "Index": prop(lambda capture: capture.index, "int"),
    "Length": prop(lambda capture: len(capture.value), "int"),
    "Name": prop(lambda capture: capture.name, "string"),
}

DEFINITIONS = [
    Definition(
        "Regex",
        "System.Text.RegularExpressions.Regex",
        python=(Regex,),
        create=method(Regex, "Regex"),
        members={
            "Match": method(Regex.match, "Match"),
            "IsMatch": method(Regex.is_match, "bool"),
            "Matches": method(Regex.matches, "MatchCollection"),
            "Replace": method(Regex.replace, "string", lambda_types=("Match",)),
            "Split": method(Regex.split, "string[]"),
        },
        statics={
            "Match": method(lambda text, pattern, *rest: _pattern(pattern, rest).match(text), "Match"),
            "IsMatch": method(lambda text, pattern, *rest: _pattern(pattern, rest).is_match(text), "bool"),
            "Matches": method(
                lambda text, pattern, *rest: _pattern(pattern, rest).matches(text), "MatchCollection"
            ),
            "Replace": method(
                lambda text, pattern, replacement, *rest: _pattern(pattern, rest).replace(text, replacement),
                "string",
                lambda_types=("Match",),
            ),
            "Split": method(lambda text, pattern, *rest: _pattern(pattern, rest).split(text), "string[]"),
            "Escape": method(lambda text: regex.sub(r"([\\*+?|{\[()^$.# \t])", r"\\\1", text), "string"),
        },
    ),
    Definition(
        "Match",
        "System.Text.RegularExpressions.Match",
        python=(Match,),
        members=_CAPTURE_MEMBERS
        | {
            "Groups": prop(Match.groups, "GroupCollection"),
            "NextMatch": method(Match.next, "Match"),
            "Result": method(
                lambda match, replacement: match._pattern.replace(match.value, replacement), "string"
            ),
        },
    ),
    Definition(
        "Group",
        "System.Text.RegularExpressions.Group",
        aliases=("Capture",),
        python=(Capture,),
        members=_CAPTURE_MEMBERS,
    ),
    Definition(
        "GroupCollection",
        "System.Text.RegularExpressions.GroupCollection",
        python=(Groups,),
        item=named("Group"),
        bases=("IEnumerable",),
        index=method(Groups.at, "Group"),
        members={"Count": prop(len, "int")},
    ),
    Definition(
        "MatchCollection",
        "System.Text.RegularExpressions.MatchCollection",
        item=named("Match"),
        bases=("IEnumerable",),
        index=method(lambda matches, index: matches[index], "Match"),
        members={"Count": prop(len, "int")},
    ),
    enumeration("RegexOptions", "System.Text.RegularExpressions.RegexOptions", RegexOptions),
]

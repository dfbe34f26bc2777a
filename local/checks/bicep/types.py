"""Resources have known types, the API version whose models were read, and only properties that these have."""

import json
from collections.abc import Iterator
from typing import Any

from local.checks.arm.models import TYPES
from local.checks.bicep.files import BicepFile
from local.checks.bicep.tree import Array, Call, Loop, Name, Node, Object, Operation, Pair, key_of, type_of
from local.checks.finding import Finding
from local.checks.project import Project

Catalogue = dict[str, dict[str, Any]]
# What Bicep itself gives every resource.
OWN = {"name", "parent", "scope", "dependsOn"}


def check(project: Project) -> Iterator[Finding]:
    catalogue: Catalogue = json.loads(TYPES.read_text(encoding="utf-8"))
    for file in project.bicep.files.values():
        yield from _check(file, catalogue)


def _check(file: BicepFile, catalogue: Catalogue) -> Iterator[Finding]:
    for statement in file.of("resource"):
        name, _, version = statement.type.partition("@")
        known = catalogue.get(name)
        if known is None:
            yield file.finding(
                statement.line, f"{name} is not among the types of local/checks/arm/sources.py"
            )
            continue
        if version != known["apiVersion"]:
            message = f"{name} has API version {known['apiVersion']} here, not {version}"
            yield file.finding(statement.line, message)
        if statement.body:
            shape = known["shape"] | dict.fromkeys(OWN, "any")
            for line, message in _Comparison(file).differences(statement.body, shape, name):
                yield file.finding(line, message)


class _Comparison:
    """Compares all that a value can be with a shape: through variables, loops, choices and unions."""

    def __init__(self, file: BicepFile) -> None:
        self._variables = {statement.name: statement.value for statement in file.of("var")}

    def differences(self, node: Node, shape: Any, place: str) -> Iterator[tuple[int, str]]:
        for value in self._values(node):
            wanted, given = _kind(shape), type_of(value)
            if given is None or wanted == "any":
                continue
            if given == wanted:
                yield from self._inside(value, shape, place)
            else:
                yield value.line, f"{place} is of type {wanted}, not {given}"

    def _values(self, node: Node) -> Iterator[Node]:
        match node:
            case Name(name=name) if value := self._variables.get(name):
                yield from self._values(value)
            case Operation(operator="?:", operands=(_, *parts)):
                for part in parts:
                    yield from self._values(part)
            case Call(function="union" | "concat", arguments=parts):
                for part in parts:
                    yield from self._values(part)
            case _:
                yield node

    def _inside(self, node: Node, shape: Any, place: str) -> Iterator[tuple[int, str]]:
        match node:
            case Loop(body=body):
                yield from self.differences(body, shape[0], place)
            case Array(items=items):
                for item in items:
                    yield from self.differences(item, shape[0], place)
            case Object(pairs=pairs):
                for pair in pairs:
                    yield from self._property(pair, shape, place)

    def _property(self, pair: Pair, shape: Any, place: str) -> Iterator[tuple[int, str]]:
        key = key_of(pair)
        inner = shape.get(key or "", shape.get("*"))
        if inner is not None:
            yield from self.differences(pair.value, inner, f"{place}.{key}")
        elif key is not None:
            yield pair.line, f"{place} has no property {key}"


def _kind(shape: Any) -> str:
    if isinstance(shape, str):
        return shape
    return "array" if isinstance(shape, list) else "object"

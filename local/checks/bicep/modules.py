"""Modules are files of this project, given the parameters they have and asked for the outputs they have."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from local.checks.bicep.files import BicepFile
from local.checks.bicep.tree import (
    Index,
    Member,
    Name,
    Node,
    Object,
    Pair,
    Statement,
    key_of,
    type_of,
    walk,
)
from local.checks.finding import Finding
from local.checks.project import Project


def check(project: Project) -> Iterator[Finding]:
    for file in project.bicep.files.values():
        yield from _check(file, project.bicep.files)


def _check(file: BicepFile, files: Mapping[Path, BicepFile]) -> Iterator[Finding]:
    modules: dict[str, BicepFile] = {}
    for statement in file.of("module"):
        target = files.get(file.beside(statement.type))
        if target is None:
            yield file.finding(statement.line, f"there is no module {statement.type} in this project")
        else:
            modules[statement.name] = target
            yield from _parameters(file, statement, target)
    yield from _outputs(file, modules)


def _parameters(file: BicepFile, statement: Statement, target: BicepFile) -> Iterator[Finding]:
    given = statement.body.get("params") if statement.body else None
    pairs = {key_of(pair) or "": pair for pair in given.pairs} if isinstance(given, Object) else {}
    declared = {parameter.name: parameter for parameter in target.of("param")}
    for name, pair in pairs.items():
        if name not in declared:
            yield file.finding(pair.line, f"{target.path.name} has no parameter {name}")
        else:
            yield from _type(file, pair, declared[name].type)
    for name, parameter in declared.items():
        if name not in pairs and parameter.value is None:
            yield file.finding(statement.line, f"{target.path.name} needs the parameter {name}")


def _type(file: BicepFile, pair: Pair, expected: str) -> Iterator[Finding]:
    given = _type_of(pair.value, file)
    if given not in {None, expected}:
        yield file.finding(pair.line, f"{key_of(pair)} is of type {expected}, not {given}")


def _type_of(node: Node, file: BicepFile) -> str | None:
    """None where it cannot be told without evaluating."""
    if isinstance(node, Name):
        return next((each.type for each in file.of("param") if each.name == node.name), None)
    return type_of(node)


def _outputs(file: BicepFile, modules: dict[str, BicepFile]) -> Iterator[Finding]:
    for statement in file.statements:
        for node in walk(statement.value):
            match node:
                case Member(target=Member(target=owner, name="outputs"), name=name, line=line):
                    module = modules.get(_symbol(owner))
                    if module and name not in {output.name for output in module.of("output")}:
                        yield file.finding(line, f"{module.path.name} has no output {name}")


def _symbol(node: Node) -> str:
    while isinstance(node, Index):
        node = node.target
    return node.name if isinstance(node, Name) else ""

"""Every name is defined, once, and used; every function and decorator exists."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from local.checks.bicep.files import BicepFile
from local.checks.bicep.tree import Call, Lambda, Loop, Name, Node, Statement, children
from local.checks.finding import Finding
from local.checks.project import Project

_LANGUAGE = json.loads(Path(__file__).with_name("language.json").read_text(encoding="utf-8"))
FUNCTIONS = frozenset(_LANGUAGE["functions"])
DECORATORS = frozenset(_LANGUAGE["decorators"])


def check(project: Project) -> Iterator[Finding]:
    for file in project.bicep.files.values():
        yield from _check(file)


def _check(file: BicepFile) -> Iterator[Finding]:
    defined = list(file.of("param", "var", "resource", "module"))
    names = Counter(statement.name for statement in defined)
    used = set()
    for node in _references(file):
        if isinstance(node, Call):
            yield file.finding(node.line, f"there is no function {node.function}()")
        elif node.name not in names:
            yield file.finding(node.line, f"{node.name} is not defined")
        else:
            used.add(node.name)
    yield from _decorators(file)
    for statement in defined:
        if names[statement.name] > 1:
            yield file.finding(statement.line, f"{statement.name} is defined more than once")
        if statement.name not in used and _is_there_to_be_used(statement):
            yield file.finding(statement.line, f"{statement.name} is never used")


def _is_there_to_be_used(statement: Statement) -> bool:
    return statement.kind in {"param", "var"} or statement.existing


def _decorators(file: BicepFile) -> Iterator[Finding]:
    for statement in file.statements:
        for decorator in statement.decorators:
            if decorator.function not in DECORATORS:
                yield file.finding(decorator.line, f"there is no decorator @{decorator.function}()")


def _references(file: BicepFile) -> Iterator[Name | Call]:
    """Names of statements; and calls of functions that do not exist."""
    for statement in file.statements:
        if statement.value is not None:
            yield from _free(statement.value, frozenset())


def _free(node: Node, bound: frozenset[str]) -> Iterator[Name | Call]:
    """What no loop or lambda around it binds; what a loop runs over stands outside of it."""
    match node:
        case Name(name=name) if name not in bound:
            yield node
        case Call(function=function, target=None) if function not in FUNCTIONS:
            yield node
        case Loop(over=over):
            yield from _free(over, bound)
    inner = bound.union(node.names) if isinstance(node, Loop | Lambda) else bound
    for child in children(node):
        if not (isinstance(node, Loop) and child is node.over):
            yield from _free(child, inner)

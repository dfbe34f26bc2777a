"""What must be known when a deployment starts: names, conditions and what loops run over."""

from collections.abc import Iterator, Mapping

from local.checks.bicep.files import BicepFile
from local.checks.bicep.tree import Conditional, Index, Loop, Member, Name, Node, Statement, walk
from local.checks.finding import Finding
from local.checks.project import Project

KNOWN = {"id", "name", "type", "apiVersion"}


def check(project: Project) -> Iterator[Finding]:
    for file in project.bicep.files.values():
        yield from _check(file)


def _check(file: BicepFile) -> Iterator[Finding]:
    symbols = {statement.name: statement for statement in file.of("var", "resource", "module")}
    for statement in file.statements:
        for what, node in _needed(statement):
            if _comes_later(node, symbols):
                yield file.finding(node.line, f"{what} must be known when the deployment starts")


def _needed(statement: Statement) -> Iterator[tuple[str, Node]]:
    """Expressions that the deployment's plan depends on."""
    for node in walk(statement.value):
        match node:
            case Loop(over=over, body=body):
                yield "what a loop runs over", over
                if statement.kind == "var":
                    yield "a loop of a variable", body
            case Conditional(condition=condition):
                yield "a condition", condition
    if statement.kind in {"resource", "module"} and statement.body:
        for key in ("name", "scope"):
            if value := statement.body.get(key):
                yield f"a {key}", value


def _comes_later(node: Node, symbols: Mapping[str, Statement]) -> bool:
    """Whether an expression needs what a resource or module has only once it is deployed."""
    return any(_is_later(each, symbols) for each in walk(node))


def _is_later(node: Node, symbols: Mapping[str, Statement]) -> bool:
    match node:
        case Member(target=owner, name=name):
            symbol = symbols.get(_root(owner))
            return symbol is not None and symbol.kind != "var" and name not in KNOWN
        case Name(name=name) if name in symbols and symbols[name].kind == "var":
            value = symbols[name].value
            return value is not None and _comes_later(value, symbols)
    return False


def _root(node: Node) -> str:
    while isinstance(node, Index):
        node = node.target
    return node.name if isinstance(node, Name) else ""

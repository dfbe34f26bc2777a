"""Binds a syntax tree: finds every type and member it names, and makes closures of it that run."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from local.gateway.document import PolicyError, Position
from local.gateway.expressions.binding.scope import Bound, Function, Run, Scope
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types.catalogue import Catalogue
from local.gateway.expressions.types.declaration import (
    BOOL,
    DYNAMIC,
    NULL,
    OBJECT,
    Definition,
    NullableArgument,
    Type,
    TypeArgument,
    array_of,
)
from local.gateway.expressions.types.values import Pair

HERE = "in the local gateway's expressions"
"""Where something is not available: API Management may well have it."""
BindNode = Callable[["Binder", Any], Any]
OPEN_TYPES = frozenset({"object", "dynamic"})
"""Types whose members are looked for when the expression runs."""


class Source:
    """An expression's text and where it stands in its file."""

    def __init__(self, text: str, position: Position) -> None:
        self.text = text
        self.position = position

    def fault(self, offset: int, message: str) -> PolicyError:
        before = self.text[:offset]
        lines = before.count("\n")
        column = offset - before.rfind("\n") if lines else self.position.column + offset
        return PolicyError(Position(self.position.file, self.position.line + lines, column), message)


class Binder:
    """What is known at one place of the tree: the names in scope and the receiver of a `?.`."""

    def __init__(
        self,
        source: Source,
        catalogue: Catalogue,
        table: Mapping[type[nodes.Node], BindNode],
        bind_body: Callable[["Binder", nodes.Block], Bound],
    ) -> None:
        self._source = source
        self._table = table
        self._bind_body = bind_body
        self.catalogue = catalogue
        self.scope = Scope(Function())
        self.receiver: Bound | None = None
        self.returned: list[Type] = []

    def bind(self, node: nodes.Expression) -> Bound:
        bound: Bound = self._table[type(node)](self, node)
        return bound

    def statement(self, node: nodes.Statement) -> Run:
        run: Run = self._table[type(node)](self, node)
        return run

    def body(self, node: nodes.Block) -> Bound:
        return self._bind_body(self, node)

    @property
    def in_lambda(self) -> bool:
        return self.scope.function.outer is not None

    def run(self, node: nodes.Expression) -> Run:
        return self.bind(node).run

    def fault(self, node: nodes.Node, message: str) -> PolicyError:
        return self._source.fault(node.offset, message)

    @contextmanager
    def block(self) -> Iterator[Scope]:
        outer, self.scope = self.scope, self.scope.inner()
        yield self.scope
        self.scope = outer

    @contextmanager
    def function(self) -> Iterator[Function]:
        outer, returned, function = self.scope, self.returned, Function(self.scope)
        self.scope, self.returned = Scope(function), []
        yield function
        self.scope, self.returned = outer, returned

    def declare(self, node: nodes.Node, name: str, type_: Type) -> int:
        """A new variable's slot; the name must be new to the expression."""
        found = self.scope.find(name)
        if found is not None or name == "context":
            raise self.fault(node, f"a variable named '{name}' is already defined")
        return self.scope.declare(name, type_).slot

    def type(self, node: nodes.TypeName) -> Type:
        """The type that is named."""
        definition = self.definition(node)
        found = Type(definition.name, tuple(self.type(argument) for argument in node.arguments))
        if node.nullable:
            found = self.or_null(found)
        for _ in range(node.ranks):
            found = array_of(found)
        return found

    def definition(self, node: nodes.TypeName) -> Definition:
        found = self.catalogue.find(node.name)
        if found is None:
            raise self.fault(node, f"the type '{node.name}' is not available {HERE}")
        return found

    def type_argument(self, node: nodes.TypeName) -> TypeArgument:
        return self.argument_of(self.type(node))

    def argument_of(self, type_: Type) -> TypeArgument:
        definition = self.catalogue.find(type_.name) or self.catalogue.required("object")
        return (NullableArgument if type_.nullable else TypeArgument)(type_, definition)

    def or_null(self, type_: Type) -> Type:
        """The type of what has this type or is null: a value type with a `?`, any other as it is."""
        return type_.or_null() if self.argument_of(type_).definition.value_type else type_

    def default_of(self, type_: Type) -> object:
        """`default(T)`; a pair's is made of two."""
        if type_.name == "KeyValuePair" and not type_.nullable:
            return Pair(*map(self.default_of, type_.arguments or (DYNAMIC, DYNAMIC)))
        return self.argument_of(type_).default

    def condition(self, node: nodes.Expression) -> Run:
        bound = self.bind(node)
        if bound.type not in {BOOL, DYNAMIC}:
            raise self.fault(node, f"cannot implicitly convert type '{bound.type}' to 'bool'")
        return bound.run


def common_type(left: Type, right: Type) -> Type:
    """The type of `condition ? left : right`."""
    if left.underlying == right.underlying:
        return left if left.nullable else right
    if right in {left, NULL}:
        return left
    if left == NULL:
        return right
    return OBJECT if OBJECT in {left, right} else DYNAMIC

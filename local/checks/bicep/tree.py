"""A Bicep file as a tree: statements, and the expressions in them."""

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Node:
    """An expression; the line counts from 1."""

    line: int


@dataclass(frozen=True)
class Literal(Node):
    """A number, true, false or null."""

    value: int | bool | None


@dataclass(frozen=True)
class Text(Node):
    """A string: its literal pieces and the expressions between them."""

    parts: tuple[str | Node, ...]

    @property
    def value(self) -> str | None:
        """The string, if nothing in it is computed."""
        return None if any(isinstance(part, Node) for part in self.parts) else "".join(map(str, self.parts))


@dataclass(frozen=True)
class Name(Node):
    name: str


@dataclass(frozen=True)
class Member(Node):
    """`target.name`, `target.?name` or `target::name`."""

    target: Node
    name: str


@dataclass(frozen=True)
class Index(Node):
    target: Node
    index: Node


@dataclass(frozen=True)
class Call(Node):
    """`function(…)`, or `target.function(…)`."""

    function: str
    arguments: tuple[Node, ...]
    target: Node | None = None


@dataclass(frozen=True)
class Operation(Node):
    """Any operator; `?:` has three operands."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Lambda(Node):
    names: tuple[str, ...]
    body: Node


@dataclass(frozen=True)
class Pair(Node):
    """`key: value`."""

    key: str | Text
    value: Node


@dataclass(frozen=True)
class Object(Node):
    pairs: tuple[Pair, ...]

    def get(self, path: str) -> Node | None:
        """The value at `properties.siteConfig.minTlsVersion`."""
        name, _, rest = path.partition(".")
        for pair in self.pairs:
            if key_of(pair) == name:
                if not rest:
                    return pair.value
                return pair.value.get(rest) if isinstance(pair.value, Object) else None
        return None


@dataclass(frozen=True)
class Array(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Loop(Node):
    """`[for name in over: body]`, or `for (name, index) in over`."""

    names: tuple[str, ...]
    over: Node
    body: Node


@dataclass(frozen=True)
class Conditional(Node):
    """`if (condition) body`, of a resource or module."""

    condition: Node
    body: Node


@dataclass(frozen=True)
class Statement(Node):
    """A declaration: `kind` is param, var, resource, module, output or targetScope.

    `type` is a data type, a resource type with its API version, or a module's path.
    """

    kind: str
    name: str
    type: str
    value: Node | None
    decorators: tuple[Call, ...] = ()
    existing: bool = False

    @property
    def body(self) -> Object | None:
        """What a resource or module is declared with, inside its loop and condition."""
        node = self.value
        while isinstance(node, Loop | Conditional):
            node = node.body
        return node if isinstance(node, Object) else None


def key_of(pair: Pair) -> str | None:
    """A pair's key, if it is not computed."""
    return pair.key if isinstance(pair.key, str) else pair.key.value


def children(node: Node) -> Iterator[Node]:
    """The expressions directly inside one."""
    for each in fields(node):
        value = getattr(node, each.name)
        yield from (
            part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, Node)
        )


def walk(node: Node | None) -> Iterator[Node]:
    """A node and all below it."""
    if node is not None:
        yield node
        for child in children(node):
            yield from walk(child)


def type_of(node: Node) -> str | None:
    """The data type of what is written out; None for what is computed."""
    match node:
        case Text():
            return "string"
        case Array() | Loop():
            return "array"
        case Object():
            return "object"
        case Literal(value=value) if value is not None:
            return "bool" if isinstance(value, bool) else "int"
    return None

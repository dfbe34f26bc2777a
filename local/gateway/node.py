"""A policy element while it is compiled: what is read from it is what it may hold."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Never, TypeVar, cast

from local.gateway import expressions
from local.gateway.context import Context
from local.gateway.document import Attribute, Element, PolicyError, Position, Text
from local.gateway.expressions.value import is_expression
from local.gateway.settings import Get, as_flag, as_text, at_least, computed, constant, one_of
from local.gateway.steps import Place, Steps

if TYPE_CHECKING:
    from local.gateway.compiler import Compiler

T = TypeVar("T")


class _Required:
    """Marks an attribute that has no default."""


REQUIRED: Final = _Required()


class Node:
    """Reads one element; an attribute, child or text that nobody asked for is an error at the end."""

    def __init__(self, element: Element, compiler: "Compiler", place: Place) -> None:
        self.element = element
        self.compiler = compiler
        self.place = place
        self.branches: list[Steps] = []
        self._attributes = {"id"}
        self._sequence: list[str] = []
        self._nodes: list[Node] = []
        self._text_read = self._steps_read = False

    def error(self, message: str, position: Position | None = None) -> None:
        self.compiler.report(PolicyError(position or self.element.position, message))

    def attribute(self, name: str) -> Attribute | None:
        self._attributes.add(name)
        return self.element.attributes.get(name)

    def setting(self, name: str, convert: Callable[[object], T], default: T | _Required = REQUIRED) -> Get[T]:
        """An attribute of any type, literal or expression."""
        attribute = self.attribute(name)
        if attribute is not None:
            return self._value(attribute.value, attribute.position, convert)
        if isinstance(default, _Required):
            self.error(f"<{self.element.name}> needs the attribute '{name}'")
            return _unavailable
        return constant(default)

    def text(self, name: str, default: str | _Required = REQUIRED) -> Get[str]:
        return self.setting(name, as_text, default)

    def flag(self, name: str, default: bool | _Required = REQUIRED) -> Get[bool]:
        return self.setting(name, as_flag, default)

    def integer(
        self, name: str, default: int | _Required = REQUIRED, minimum: int = 0, maximum: int | None = None
    ) -> Get[int]:
        return self.setting(name, at_least(minimum, maximum), default)

    def choice(self, name: str, words: tuple[str, ...], default: str | _Required = REQUIRED) -> Get[str]:
        return self.setting(name, one_of(words), default)

    def optional(self, name: str, convert: Callable[[object], T]) -> Get[T] | None:
        """An attribute whose absence means something of its own."""
        return self.setting(name, convert) if self.attribute(name) else None

    def literal(self, name: str, default: str | None = None) -> str:
        """An attribute that takes no expression."""
        attribute = self.attribute(name)
        if attribute is None:
            if default is None:
                self.error(f"<{self.element.name}> needs the attribute '{name}'")
            return default or ""
        if is_expression(attribute.value):
            self.error(f"the attribute '{name}' takes no expression", attribute.position)
        return attribute.value

    def content(self) -> Get[str]:
        """The element's text, trimmed."""
        return self.body(as_text)

    def body(self, convert: Callable[[object], T]) -> Get[T]:
        """The element's text, literal or expression, of any type."""
        self._text_read = True
        texts = [child for child in self.element.children if isinstance(child, Text)]
        position = texts[0].position if texts else self.element.position
        return self._value(self.element.text.strip(), position, convert)

    def parsed(self, parse: Callable[[str], T]) -> T:
        """The element's text, read by a parser of its own when the gateway starts."""
        self._text_read = True
        try:
            return parse(self.element.text)
        except ValueError as error:
            self.error(str(error))
            return cast(T, _unavailable)

    def accept_anything(self) -> None:
        """Check only the expressions in the element and everything below it."""
        self._attributes.update(self.element.attributes)
        self._text_read = self._steps_read = True
        for attribute in self.element.attributes.values():
            self._value(attribute.value, attribute.position, as_text)
        self.body(as_text)
        for child in self.element.elements:
            Node(child, self.compiler, self.place).accept_anything()

    def warn(self, message: str) -> None:
        self.compiler.warnings.append(f"{self.element.position}: {message}")

    def nodes(self, name: str, minimum: int = 0, maximum: int | None = None) -> "list[Node]":
        """The children of one name."""
        self._sequence.append(name)
        elements = [child for child in self.element.elements if child.name == name]
        if len(elements) < minimum:
            self.error(f"<{self.element.name}> needs a <{name}>")
        for surplus in elements[maximum:] if maximum is not None else ():
            self.error(f"<{self.element.name}> takes {maximum} <{name}> at most", surplus.position)
        nodes = [
            Node(element, self.compiler, self.place.below(name, number))
            for number, element in enumerate(elements, 1)
        ]
        self._nodes += nodes
        return nodes

    def node(self, name: str, minimum: int = 0) -> "Node | None":
        """The only child of its name."""
        nodes = self.nodes(name, minimum, 1)
        return nodes[0] if nodes else None

    def steps(self) -> Steps:
        """The children as policies."""
        self._steps_read = True
        return self.compiler.steps(self.element.elements, self.place)

    def branch(self, steps: Steps) -> Steps:
        """Tell that these steps run inside this policy."""
        self.branches.append(steps)
        return steps

    def finish(self, ordered: bool = True) -> None:
        """Report everything in the element that was not asked for."""
        for name, attribute in self.element.attributes.items():
            if name not in self._attributes:
                self.error(f"<{self.element.name}> takes no attribute '{name}'", attribute.position)
        if not self._text_read:
            for child in self.element.children:
                if isinstance(child, Text):
                    self.error(f"<{self.element.name}> takes no text", child.position)
        if not self._steps_read:
            self._check_children(ordered)
        for node in self._nodes:
            node.finish(ordered)

    def _check_children(self, ordered: bool) -> None:
        reached = 0
        for child in self.element.elements:
            if child.name not in self._sequence:
                self.error(f"<{self.element.name}> takes no <{child.name}>", child.position)
                continue
            rank = self._sequence.index(child.name)
            if ordered and rank < reached:
                self.error(f"<{child.name}> comes after <{self._sequence[reached]}>", child.position)
            reached = max(reached, rank)

    def _value(self, text: str, position: Position, convert: Callable[[object], T]) -> Get[T]:
        try:
            value = expressions.compile(text, position)
            if not value.is_expression:
                return constant(convert(text))
            coverage, get = self.compiler.coverage, computed(value, convert)
            return coverage.expression(position, get) if coverage else get
        except PolicyError as error:
            self.compiler.report(error)
        except ValueError as error:
            self.error(str(error), position)
        return _unavailable


def _unavailable(context: Context) -> Never:
    """Stands in for a setting with an error, which stops the start."""
    raise AssertionError("a policy with errors was run")

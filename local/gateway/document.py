"""A policy document as the gateway reads it: elements, attributes and texts, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a policy file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class PolicyError(Exception):
    """What is wrong with a policy document, and where."""

    def __init__(self, position: Position, message: str) -> None:
        super().__init__(position, message)
        self.position = position
        self.message = message

    def __str__(self) -> str:
        return f"{self.position}: {self.message}"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A decoded attribute value; the position is that of its first character."""

    name: str
    value: str
    position: Position


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded character data; the position is that of its first character."""

    value: str
    position: Position


@dataclass(frozen=True)
class Element:
    """An element with its children in document order; white space between elements is not kept."""

    name: str
    attributes: Mapping[str, Attribute]
    children: "tuple[Element | Text, ...]"
    position: Position

    @cached_property
    def elements(self) -> "tuple[Element, ...]":
        return tuple(child for child in self.children if isinstance(child, Element))

    @cached_property
    def text(self) -> str:
        """The element's own character data, spaces around it included."""
        return "".join(child.value for child in self.children if isinstance(child, Text))

    def walk(self) -> "Iterator[Element]":
        """The element and all below it, in document order."""
        yield self
        for child in self.elements:
            yield from child.walk()

"""How a .NET type is declared to the gateway: its members, and the Python that does their work."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.gateway.expressions.errors import ExpressionError, null_reference
from local.gateway.expressions.types.type_names import type_name

Work = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Type:
    """A C# type as far as it is known before an expression runs; `[]` is the array of its argument.

    Only a value type is `nullable`: what C# writes `int?`.
    """

    name: str
    arguments: tuple["Type", ...] = ()
    nullable: bool = False

    @property
    def underlying(self) -> "Type":
        """The type without its `?`."""
        return Type(self.name, self.arguments)

    def or_null(self) -> "Type":
        """The type with a `?`."""
        return Type(self.name, self.arguments, nullable=True)

    def __str__(self) -> str:
        if self.name == "[]":
            return f"{self.arguments[0]}[]"
        arguments = f"<{', '.join(map(str, self.arguments))}>" if self.arguments else ""
        return f"{self.name}{arguments}{'?' if self.nullable else ''}"


OBJECT, DYNAMIC, NULL = Type("object"), Type("dynamic"), Type("null")
STRING, BOOL, INT, CHAR = Type("string"), Type("bool"), Type("int"), Type("char")


def array_of(item: Type) -> Type:
    return Type("[]", (item,))


def named(text: str) -> Type:
    """The type that `text` names: `string`, `string[]`, `int?`, `IEnumerable<Item>`."""
    if text.endswith("?"):
        return named(text[:-1]).or_null()
    if text.endswith("[]"):
        return array_of(named(text[:-2]))
    match = re.fullmatch(r"(\w+)<(.*)>", text)
    if match is None:
        return Type(text)
    arguments = re.split(r",\s*(?![^<]*>)", match[2])
    return Type(match[1], tuple(named(argument) for argument in arguments))


@dataclass(frozen=True, slots=True)
class Property:
    """A property, field or static value."""

    get: Work
    type: Type
    set: Work | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A method, whose work takes the receiver first, then `generic` type arguments, then the arguments.

    In `returns`, `T` and `U` are the type arguments, `Self` the receiver's type, `Result` what the lambda
    gives, `Argument` the first argument's type; a type's own parameters have the names in its definition.
    The work of a method with `out` gives a pair: its value, and the argument's. The work of one with
    `default` takes the default value of that type by this name.
    """

    work: Work
    returns: Type
    generic: int = 0
    out: Type | None = None
    default: Type | None = None
    lambda_types: tuple[Type, ...] = (Type("Item"), INT)
    signature: inspect.Signature = field(default_factory=inspect.Signature)


Entry = Property | Method


def prop(get: Work, type_name: str, set: Work | None = None) -> Property:  # noqa: A002 - C# calls it so
    return Property(get, named(type_name), set)


def constant(value: object, type_name: str) -> Property:
    return Property(lambda: value, named(type_name))


def method(
    work: Work,
    returns: str,
    generic: int = 0,
    out: str = "",
    default: str = "",
    lambda_types: tuple[str, ...] = ("Item", "int"),
) -> Method:
    return Method(
        work,
        named(returns),
        generic,
        named(out) if out else None,
        named(default) if default else None,
        tuple(map(named, lambda_types)),
        _signature(work),
    )


def _signature(work: Work) -> inspect.Signature:
    """What the work accepts; built-in functions that do not tell accept anything."""
    try:
        return inspect.signature(work)
    except ValueError:
        return inspect.Signature(
            [
                inspect.Parameter("arguments", inspect.Parameter.VAR_POSITIONAL),
                inspect.Parameter("named", inspect.Parameter.VAR_KEYWORD),
            ]
        )


@dataclass(frozen=True)
class Definition:
    """One .NET type: the Python classes of its values, its members, and how a value is cast to it.

    One that `narrows` casts even its own values: several integer types share a Python class.
    """

    name: str
    full_name: str
    python: tuple[type, ...] = ()
    members: Mapping[str, Entry] = field(default_factory=dict)
    statics: Mapping[str, Entry] = field(default_factory=dict)
    create: Method | None = None
    index: Method | None = None
    set_index: Work | None = None
    add: Work | None = None
    parameters: tuple[str, ...] = ()
    item: Type | None = None
    bases: tuple[str, ...] = ()
    cast: Callable[[object], object] | None = None
    default: object = None
    value_type: bool = False
    narrows: bool = False
    aliases: tuple[str, ...] = ()

    def holds(self, value: object) -> bool:
        """Whether a value is of this type; `bool` is no number here."""
        if isinstance(value, bool):
            return bool in self.python or object in self.python
        return isinstance(value, self.python)


@dataclass(frozen=True)
class TypeArgument:
    """A type as `As<T>`, a cast or `is` uses it while the expression runs."""

    type: Type
    definition: Definition

    def holds(self, value: object) -> bool:
        return self.definition.holds(value)

    @property
    def default(self) -> object:
        return self.definition.default

    def unbox(self, value: object) -> object:
        """`(T)value` for an `object`: no conversion but that of the type itself."""
        if self.definition.holds(value) or (value is None and not self.definition.value_type):
            return value
        raise cannot_cast(value, self.definition.full_name)

    def cast(self, value: object) -> object:
        """`(T)value` for a value of any type."""
        if self.definition.holds(value) and not self.definition.narrows:
            return value
        if self.definition.cast is not None:
            return self.definition.cast(value)
        if value is None and not self.definition.value_type:
            return None
        raise cannot_cast(value, self.definition.full_name)


class NullableArgument(TypeArgument):
    """`T?` of a value type."""

    @property
    def default(self) -> object:
        return None

    def unbox(self, value: object) -> object:
        return None if value is None else super().unbox(value)

    def cast(self, value: object) -> object:
        return None if value is None else super().cast(value)


def cannot_cast(value: object, full_name: str) -> ExpressionError:
    if value is None:
        return null_reference()
    return ExpressionError(
        "InvalidCastException", f"Unable to cast object of type '{type_name(value)}' to type '{full_name}'."
    )

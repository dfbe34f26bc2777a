"""Every .NET type that a policy expression may use, found by name or by value."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from local.gateway.expressions.types.declaration import DYNAMIC, Definition, Entry, Type

ARRAY = "[]"


class Catalogue:
    """The allow-list of types, with the members that each has or inherits."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._by_name: dict[str, Definition] = {}
        self._by_class: dict[type, Definition] = {}
        for definition in definitions:
            for name in (definition.name, definition.full_name, *definition.aliases):
                self._by_name[name] = definition
            for python in definition.python:
                self._by_class.setdefault(python, definition)

    def find(self, name: str) -> Definition | None:
        return self._by_name.get(name)

    def required(self, name: str) -> Definition:
        return self._by_name[name]

    def of_value(self, value: object) -> Definition:
        """The definition of the value's Python class, or of the nearest class it extends."""
        for python in type(value).__mro__:
            if python in self._by_class:
                return self._by_class[python]
        return self._by_name["object"]

    @lru_cache(maxsize=4096)  # noqa: B019 - one catalogue lives as long as the process
    def member(self, type_name: str, name: str) -> Entry | None:
        """A member of the type, its bases included; every type is an `object`."""
        definition = self._by_name.get(type_name)
        if definition is None:
            return None
        if name in definition.members:
            return definition.members[name]
        for base in (*definition.bases, *(() if type_name == "object" else ("object",))):
            if (found := self.member(base, name)) is not None:
                return found
        return None

    def item(self, type_: Type) -> Type:
        """What `foreach` gives for a value of the type."""
        definition = self.find(type_.name)
        while definition is not None and definition.item is None and definition.bases:
            definition = self.find(definition.bases[0])
        if definition is None or definition.item is None:
            return DYNAMIC
        return resolve(definition.item, self.arguments(type_))

    def arguments(self, type_: Type) -> dict[str, Type]:
        """The type's own parameters, by name, with what this use of it gives them."""
        definition = self.find(type_.name)
        if definition is None:
            return {}
        given = dict(zip(definition.parameters, type_.arguments, strict=False))
        return {name: given.get(name, DYNAMIC) for name in definition.parameters}


PLACEHOLDERS = frozenset({"Argument", "T", "U", "Self", "Item", "Key", "Value", "Result"})


def resolve(type_: Type, given: Mapping[str, Type]) -> Type:
    """The type with its placeholders replaced, by `dynamic` where nothing is known."""
    if type_.name in PLACEHOLDERS:
        return given.get(type_.name, DYNAMIC)
    if not type_.arguments:
        return type_
    return Type(type_.name, tuple(resolve(argument, given) for argument in type_.arguments))

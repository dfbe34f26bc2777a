"""JSON as Newtonsoft's JToken, JObject, JArray, JProperty and JValue hold it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.json_scalars import quoted, scalar_text
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.uris import Uri
from local.gateway.expressions.types.values import Pair

NEW_LINE = "\n"


class JToken:
    """A node of a JSON document that knows the node around it."""

    parent: "JToken | None" = None

    def children(self) -> "list[JToken]":
        return []

    def at(self, key: object) -> "JToken | None":
        name = f"Newtonsoft.Json.Linq.{type(self).__name__}"
        raise ExpressionError("InvalidOperationException", f"Cannot access child value on {name}.")

    def adopt(self, token: "JToken") -> "JToken":
        """The token as a child of this one; one that has a parent already is copied."""
        if token.parent is not None:
            token = token.clone()
        token.parent = self
        return token

    def clone(self) -> "JToken":
        return token_of(plain(self))

    def __str__(self) -> str:
        return json_text(self)


class JValue(JToken):
    """A string, number, bool, date or null."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JValue) and bool(self.value == other.value)

    def __hash__(self) -> int:
        return hash(self.value)

    def clone(self) -> JToken:
        return JValue(self.value)

    def __str__(self) -> str:
        return text_of(self.value)


class JArray(JToken):
    def __init__(self, *content: object) -> None:
        self.items: list[JToken] = []
        for item in content:
            self.add(item)

    def add(self, item: object) -> None:
        if is_sequence(item):
            for inner in item:  # type: ignore[attr-defined] # a sequence, as just asked
                self.add(inner)
        else:
            self.append(item)

    def append(self, item: object) -> None:
        self.items.append(self.adopt(token_of(item)))

    def children(self) -> list[JToken]:
        return self.items

    def __iter__(self) -> Iterator[JToken]:
        return iter(self.items)

    def at(self, key: object) -> JToken | None:
        if not isinstance(key, int):
            raise _wrong_key("JArray", key, "Int32 array index")
        if not 0 <= key < len(self.items):
            raise ExpressionError(
                "ArgumentOutOfRangeException",
                "Index was out of range. Must be non-negative and less than the size of the collection.",
            )
        return self.items[key]

    def clone(self) -> JToken:
        copy = JArray()
        for item in self.items:
            copy.append(item.clone())
        return copy


class JProperty(JToken):
    def __init__(self, name: str, *content: object) -> None:
        self.name = name
        self.set(content[0] if len(content) == 1 else JArray(*content) if content else None)

    def set(self, value: object) -> None:
        self.value = self.adopt(JArray(value) if is_sequence(value) else token_of(value))

    def children(self) -> list[JToken]:
        return [self.value]

    def clone(self) -> JToken:
        return JProperty(self.name, self.value.clone())


class JObject(JToken):
    def __init__(self, *content: object) -> None:
        self.properties: dict[str, JProperty] = {}
        for item in content:
            self.add(item)

    def add(self, item: object) -> None:
        if isinstance(item, JProperty):
            self._insert(item)
        elif isinstance(item, JObject):
            for property_ in item.properties.values():
                self._insert(property_)
        elif is_sequence(item):
            for inner in item:  # type: ignore[attr-defined] # a sequence, as just asked
                self.add(inner)
        else:
            raise ExpressionError("ArgumentException", "Can not add a value to Newtonsoft.Json.Linq.JObject.")

    def _insert(self, property_: JProperty) -> None:
        if property_.name in self.properties:
            raise ExpressionError(
                "ArgumentException",
                f"Can not add property {property_.name} to Newtonsoft.Json.Linq.JObject. "
                "Property with the same name already exists on object.",
            )
        adopted = self.adopt(property_)
        assert isinstance(adopted, JProperty)  # noqa: S101 - adopt keeps the class
        self.properties[property_.name] = adopted

    def put(self, name: str, value: object) -> None:
        if name in self.properties:
            self.properties[name].set(value)
        else:
            self._insert(JProperty(name, value))

    def children(self) -> list[JToken]:
        return list(self.properties.values())

    def __iter__(self) -> Iterator[Pair]:
        return iter([Pair(name, found.value) for name, found in self.properties.items()])

    def at(self, key: object) -> JToken | None:
        if not isinstance(key, str):
            raise _wrong_key("JObject", key, "Object property name")
        found = self.properties.get(key)
        return found.value if found is not None else None

    def clone(self) -> JToken:
        return JObject(*[property_.clone() for property_ in self.properties.values()])


def is_sequence(value: object) -> bool:
    """What a JArray or JObject takes as several items rather than one."""
    return hasattr(value, "__iter__") and not isinstance(value, str | bytes | bytearray | JToken | Mapping)


def _wrong_key(kind: str, key: object, expected: str) -> ExpressionError:
    shown = f'"{key}"' if isinstance(key, str) else text_of(key)
    return ExpressionError(
        "ArgumentException",
        f"Accessed {kind} values with invalid key value: {shown}. {expected} expected.",
    )


def token_of(value: object) -> JToken:
    """The token for any value an expression has; objects as JSON objects."""
    if isinstance(value, JToken):
        return value
    if isinstance(value, dict):
        found = JObject()
        for name, item in value.items():
            found.put(text_of(name), token_of(item))
        return found
    if is_sequence(value):
        return JArray(value)
    scalar = _scalar(value)
    if scalar is None or isinstance(scalar, _SCALARS):
        return JValue(scalar)
    raise ExpressionError("ArgumentException", f"Could not determine JSON object type for {text_of(value)}.")


_SCALARS = (str, bool, int, float, Decimal, datetime, timedelta, UUID, bytes)


def _scalar(value: object) -> object:
    """The value as JSON can hold it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Uri):
        return value.original
    return bytes(value) if isinstance(value, bytearray) else value


def plain(token: JToken) -> Any:
    """The token as Python's dict, list and scalars."""
    if isinstance(token, JObject):
        return {name: plain(found.value) for name, found in token.properties.items()}
    if isinstance(token, JArray):
        return [plain(item) for item in token.items]
    if isinstance(token, JProperty):
        return {token.name: plain(token.value)}
    assert isinstance(token, JValue)  # noqa: S101 - the only class left
    return token.value


def json_text(token: JToken, indented: bool = True) -> str:
    """The token as JSON, indented by two spaces as `JToken.ToString()` does."""
    return "".join(_write(token, NEW_LINE if indented else ""))


def _write(token: JToken, line: str) -> Iterator[str]:
    if isinstance(token, JObject):
        members = [
            (f"{quoted(name)}:{' ' if line else ''}", item.value) for name, item in token.properties.items()
        ]
        yield from _write_all("{", members, "}", line)
    elif isinstance(token, JArray):
        yield from _write_all("[", [("", item) for item in token.items], "]", line)
    elif isinstance(token, JProperty):
        yield f"{quoted(token.name)}:{' ' if line else ''}"
        yield from _write(token.value, line)
    else:
        yield scalar_text(plain(token))


def _write_all(opening: str, members: list[tuple[str, JToken]], closing: str, line: str) -> Iterator[str]:
    yield opening
    inner = f"{line}  " if line else ""
    for index, (label, item) in enumerate(members):
        yield f"{',' if index else ''}{inner}{label}"
        yield from _write(item, inner)
    yield f"{line if members else ''}{closing}"

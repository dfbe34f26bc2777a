"""JSON into values and values into JSON: `Value`, `ToObject`, `SerializeObject`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import (
    TypeArgument,
    cannot_cast,
)
from local.gateway.expressions.types.json_reading import parse
from local.gateway.expressions.types.json_tokens import (
    JArray,
    JObject,
    JProperty,
    JToken,
    JValue,
    json_text,
    token_of,
)
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.strings import required
from local.gateway.expressions.types.uris import Uri


class Formatting(Enum):
    None_ = 0
    Indented = 1


class JTokenType(Enum):
    Object = 1
    Array = 2
    Property = 4
    Integer = 6
    Float = 7
    String = 8
    Boolean = 9
    Null = 10
    Date = 12
    Bytes = 14
    Guid = 15
    Uri = 16
    TimeSpan = 17


_SCALARS: list[tuple[type, JTokenType]] = [
    (bool, JTokenType.Boolean),
    (int, JTokenType.Integer),
    (float, JTokenType.Float),
    (Decimal, JTokenType.Float),
    (str, JTokenType.String),
    (datetime, JTokenType.Date),
    (bytes, JTokenType.Bytes),
    (UUID, JTokenType.Guid),
    (Uri, JTokenType.Uri),
    (timedelta, JTokenType.TimeSpan),
]


_STRUCTURES = {JObject: JTokenType.Object, JArray: JTokenType.Array, JProperty: JTokenType.Property}


def type_of(token: JToken) -> JTokenType:
    if isinstance(token, JValue):
        return next((kind for python, kind in _SCALARS if isinstance(token.value, python)), JTokenType.Null)
    return _STRUCTURES[type(token)]


def text(token: JToken, formatting: object = Formatting.Indented, *_: object) -> str:
    """`ToString()`: of a scalar its value, of anything else JSON."""
    if isinstance(token, JValue):
        return text_of(token.value, formatting if isinstance(formatting, str) else "")
    return json_text(token, indented=formatting is not Formatting.None_)


def parsed(wanted: type[JToken]) -> Callable[..., JToken]:
    """`JObject.Parse` and its like: the text must be of that kind."""

    def run(text: str, *_: object) -> JToken:
        found = parse(required(text, "json"))
        if not isinstance(found, wanted):
            raise ExpressionError(
                "JsonReaderException",
                f"Error reading {wanted.__name__} from JsonReader. "
                f"Current JsonReader item is not {wanted.__name__}: {type_of(found).name}. Path ''.",
            )
        return found

    return run


def value(token: Any, wanted: TypeArgument, key: object = None) -> object:
    """`Value<T>([key])`."""
    found = token.at(key) if key is not None else token
    return _converted(found, wanted)


def _converted(found: JToken | None, wanted: TypeArgument) -> object:
    if found is None or (isinstance(found, JValue) and found.value is None):
        return wanted.default
    return wanted.cast(found)


def values(token: JToken, wanted: TypeArgument, *_: object) -> list[object]:
    return [_converted(child, wanted) for child in token.children()]


def to_type(token: JToken, wanted: TypeArgument) -> object:
    """`ToObject<T>`: scalars, tokens, and lists and dictionaries of what JSON holds."""
    if wanted.holds(token):
        return token
    name, arguments = wanted.type.name, wanted.type.arguments
    if name in {"Dictionary", "IReadOnlyDictionary"} and isinstance(token, JObject):
        return {key: _item(found.value, arguments[1:]) for key, found in token.properties.items()}
    if isinstance(token, JArray) and (name == "[]" or "IEnumerable" in wanted.definition.bases):
        items = [_item(item, arguments) for item in token.items]
        return items if name == "[]" else wanted.definition.create.work(items)  # type: ignore[union-attr] # List
    if name in {"object", "dynamic"}:
        return token if not isinstance(token, JValue) else token.value
    return _converted(token, wanted)


def _item(token: JToken, wanted: Any) -> object:
    """An item of a list or dictionary: a token stays one if tokens are wanted."""
    if wanted and wanted[0].name.startswith("J"):
        return token
    return token.value if isinstance(token, JValue) else token


def deserialised(text: str, wanted: TypeArgument, *_: object) -> object:
    return to_type(parse(text), wanted) if text else None


def serialised(value: object, formatting: object = Formatting.None_, *_: object) -> str:
    return json_text(token_of(value), indented=formatting is Formatting.Indented)


def json_string(value: object) -> str:
    return json_text(token_of(value), indented=False)


def cast(wanted: type[JToken]) -> Callable[[object], object]:
    """To a kind of token only tokens of that kind can be cast; to JToken and JValue, every scalar."""

    def cast(value: object) -> object:
        if value is None:
            return None
        if wanted in {JToken, JValue} and not isinstance(value, JToken):
            return token_of(value)
        raise cannot_cast(value, f"Newtonsoft.Json.Linq.{wanted.__name__}")

    return cast

"""What .NET calls the types of values: the texts of `GetType()`, and of whatever has no text of its own."""

from collections.abc import Iterable
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.values import AnonymousObject, List, Pair

_JSON, _XML, _TEXT = "Newtonsoft.Json.Linq", "System.Xml.Linq", "System.Text"
_EXPRESSIONS = f"{_TEXT}.RegularExpressions"
_XML_TYPES = ("XElement", "XDocument", "XAttribute", "XText", "XName", "XNamespace")
_NAMES = {
    "object": "System.Object",
    "NoneType": "System.Object",
    "str": "System.String",
    "Char": "System.Char",
    "bool": "System.Boolean",
    "int": "System.Int32",
    "float": "System.Double",
    "Decimal": "System.Decimal",
    "datetime": "System.DateTime",
    "DateTimeOffset": "System.DateTimeOffset",
    "timedelta": "System.TimeSpan",
    "UUID": "System.Guid",
    "bytes": "System.Byte[]",
    "bytearray": "System.Byte[]",
    "Random": "System.Random",
    "Uri": "System.Uri",
    "Encoding": f"{_TEXT}.Encoding",
    "StringBuilder": f"{_TEXT}.StringBuilder",
    "Regex": f"{_EXPRESSIONS}.Regex",
    "Match": f"{_EXPRESSIONS}.Match",
    "Capture": f"{_EXPRESSIONS}.Group",
    "Groups": f"{_EXPRESSIONS}.GroupCollection",
    **{name: f"{_JSON}.{name}" for name in ("JObject", "JArray", "JProperty", "JValue")},
    **{name: f"{_XML}.{name}" for name in _XML_TYPES},
    "AnonymousObject": "<>f__AnonymousType0",
    "Query": "System.Linq.Enumerable",
}


def type_name(value: Any) -> str:
    """The full name of the value's type, of its elements' types as far as they tell."""
    if isinstance(value, ExpressionError):
        return value.full_name
    if isinstance(value, list):
        item = _shared(value)
        return f"System.Collections.Generic.List`1[{item}]" if isinstance(value, List) else f"{item}[]"
    if isinstance(value, dict) and not isinstance(value, AnonymousObject):
        return f"System.Collections.Generic.Dictionary`2[{_shared(value)},{_shared(value.values())}]"
    if isinstance(value, Pair):
        return f"System.Collections.Generic.KeyValuePair`2[{type_name(value.key)},{type_name(value.value)}]"
    own = type(value).__name__
    return _NAMES.get(own) or ("System.Func" if callable(value) else own)


def _shared(items: Iterable[object]) -> str:
    """The type that all items have; a string's where there is none."""
    found = {type_name(item) for item in items if item is not None} or {"System.String"}
    return found.pop() if len(found) == 1 else "System.Object"

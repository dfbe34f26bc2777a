"""What the members of JToken and its kinds do."""

from typing import Any

from local.gateway.expressions.types.json_tokens import (
    JArray,
    JObject,
    JProperty,
    JToken,
    JValue,
    plain,
    token_of,
)
from local.gateway.expressions.types.strings import StringComparison


def at(token: Any, key: object) -> object:
    return token.at(key)


def put(token: Any, key: Any, value: object) -> None:
    if isinstance(token, JObject):
        token.put(key, value)
    elif isinstance(token, JArray):
        token.at(key)
        token.items[key] = token.adopt(token_of(value))
    else:
        token.at(key)


def detach(token: JToken) -> None:
    """`Remove()`: the token leaves the document around it; a property's value takes the property with it."""
    holder = token.parent
    if isinstance(holder, JProperty):
        token, holder = holder, holder.parent
    if isinstance(holder, JObject) and isinstance(token, JProperty):
        holder.properties.pop(token.name, None)
    elif isinstance(holder, JArray):
        holder.items[:] = [item for item in holder.items if item is not token]
    token.parent = None


def swap(token: JToken, value: object) -> None:
    holder = token.parent
    if isinstance(holder, JProperty):
        holder.set(value)
    elif isinstance(holder, JArray):
        holder.items[:] = [holder.adopt(token_of(value)) if item is token else item for item in holder.items]


def get_value(token: JObject, name: str, comparison: StringComparison = StringComparison.Ordinal) -> object:
    fold = comparison.fold
    return next((found.value for key, found in token.properties.items() if fold(key) == fold(name)), None)


def try_get(token: JObject, name: str, *_: object) -> tuple[bool, object]:
    return name in token.properties, token.at(name)


def equal(left: Any, right: Any) -> bool:
    return left is right or (left is not None and right is not None and bool(plain(left) == plain(right)))


def merge(token: JObject, content: JObject, *_: object) -> None:
    for name, found in content.properties.items():
        own = token.at(name)
        if isinstance(own, JObject) and isinstance(found.value, JObject):
            merge(own, found.value)
        elif isinstance(own, JArray) and isinstance(found.value, JArray):
            own.add([item.clone() for item in found.value.items])
        else:
            token.put(name, found.value.clone())


def descendants(token: JToken) -> list[JToken]:
    return [found for child in token.children() for found in (child, *descendants(child))]


def add_first(token: JObject, content: JProperty) -> None:
    rest = list(token.properties.values())
    token.properties.clear()
    token.add(content)
    for found in rest:
        token.properties.setdefault(found.name, found)


def set_scalar(token: JValue, value: object) -> None:
    token.value = value.value if isinstance(value, JValue) else value

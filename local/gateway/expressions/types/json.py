"""JToken and its kinds, JsonConvert, JTokenType, Formatting: Newtonsoft.Json."""

from typing import Any

from local.gateway.expressions.types.declaration import (
    Definition,
    Entry,
    method,
    named,
    prop,
)
from local.gateway.expressions.types.foundation import enumeration
from local.gateway.expressions.types.json_conversions import (
    Formatting,
    JTokenType,
    cast,
    deserialised,
    json_string,
    parsed,
    serialised,
    text,
    to_type,
    type_of,
    value,
    values,
)
from local.gateway.expressions.types.json_paths import select
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


def _at(token: Any, key: object) -> object:
    return token.at(key)


def _put(token: Any, key: Any, value: object) -> None:
    if isinstance(token, JObject):
        token.put(key, value)
    elif isinstance(token, JArray):
        token.at(key)
        token.items[key] = token.adopt(token_of(value))
    else:
        token.at(key)


def _detach(token: JToken) -> None:
    """`Remove()`: the token leaves the document around it; a property's value takes the property with it."""
    holder = token.parent
    if isinstance(holder, JProperty):
        token, holder = holder, holder.parent
    if isinstance(holder, JObject) and isinstance(token, JProperty):
        holder.properties.pop(token.name, None)
    elif isinstance(holder, JArray):
        holder.items[:] = [item for item in holder.items if item is not token]
    token.parent = None


def _swap(token: JToken, value: object) -> None:
    holder = token.parent
    if isinstance(holder, JProperty):
        holder.set(value)
    elif isinstance(holder, JArray):
        holder.items[:] = [holder.adopt(token_of(value)) if item is token else item for item in holder.items]


def _found(token: JObject, name: str, comparison: StringComparison = StringComparison.Ordinal) -> object:
    fold = comparison.fold
    return next((found.value for key, found in token.properties.items() if fold(key) == fold(name)), None)


def _try_get(token: JObject, name: str, *_: object) -> tuple[bool, object]:
    return name in token.properties, token.at(name)


def _equal(left: Any, right: Any) -> bool:
    return left is right or (left is not None and right is not None and bool(plain(left) == plain(right)))


def _merge(token: JObject, content: JObject, *_: object) -> None:
    for name, found in content.properties.items():
        own = token.at(name)
        if isinstance(own, JObject) and isinstance(found.value, JObject):
            _merge(own, found.value)
        elif isinstance(own, JArray) and isinstance(found.value, JArray):
            own.add([item.clone() for item in found.value.items])
        else:
            token.put(name, found.value.clone())


def _descendants(token: JToken) -> list[JToken]:
    return [found for child in token.children() for found in (child, *_descendants(child))]


_TOKEN_MEMBERS: dict[str, Entry] = {
    "ToString": method(text, "string"),
    "Value": method(value, "T", generic=1),
    "Values": method(values, "IEnumerable<T>", generic=1),
    "ToObject": method(to_type, "T", generic=1),
    "SelectToken": method(lambda token, path, *_: next(iter(select(token, path)), None), "JToken"),
    "SelectTokens": method(lambda token, path, *_: select(token, path), "IEnumerable<JToken>"),
    "Children": method(lambda token: token.children(), "IEnumerable<JToken>"),
    "HasValues": prop(lambda token: bool(token.children()), "bool"),
    "Type": prop(type_of, "JTokenType"),
    "Parent": prop(lambda token: token.parent, "JToken"),
    "First": prop(lambda token: next(iter(token.children()), None), "JToken"),
    "Last": prop(lambda token: next(iter(token.children()[-1:]), None), "JToken"),
    "Remove": method(_detach, "dynamic"),
    "Replace": method(_swap, "dynamic"),
    "DeepClone": method(lambda token: token.clone(), "JToken"),
}

_OBJECT_MEMBERS: dict[str, Entry] = {
    "Add": method(
        lambda token, *content: token.add(JProperty(*content) if len(content) > 1 else content[0]), "dynamic"
    ),
    "Property": method(lambda token, name, *_: token.properties.get(name), "JProperty"),
    "Properties": method(lambda token: list(token.properties.values()), "IEnumerable<JProperty>"),
    "PropertyValues": method(
        lambda token: [found.value for found in token.properties.values()], "IEnumerable<JToken>"
    ),
    "GetValue": method(_found, "JToken"),
    "TryGetValue": method(_try_get, "bool", out="JToken"),
    "ContainsKey": method(lambda token, name: name in token.properties, "bool"),
    "Count": prop(lambda token: len(token.properties), "int"),
    "Remove": method(
        lambda token, *name: token.properties.pop(name[0], None) is not None if name else _detach(token),
        "bool",
    ),
    "RemoveAll": method(lambda token: token.properties.clear(), "dynamic"),
    "Merge": method(_merge, "dynamic"),
    "Descendants": method(_descendants, "IEnumerable<JToken>"),
}

_ARRAY_MEMBERS: dict[str, Entry] = {
    "Add": method(lambda token, item: token.append(item), "dynamic"),
    "Count": prop(lambda token: len(token.items), "int"),
    "Remove": method(lambda token, *item: _detach(item[0] if item else token), "dynamic"),
    "RemoveAt": method(lambda token, index: _detach(token.at(index)), "dynamic"),
    "Insert": method(
        lambda token, index, item: token.items.insert(index, token.adopt(token_of(item))), "dynamic"
    ),
    "Clear": method(lambda token: token.items.clear(), "dynamic"),
}

DEFINITIONS = [
    Definition(
        "JToken",
        "Newtonsoft.Json.Linq.JToken",
        aliases=("JContainer",),
        python=(JToken,),
        item=named("JToken"),
        bases=("IEnumerable",),
        index=method(_at, "JToken"),
        set_index=_put,
        members=_TOKEN_MEMBERS,
        statics={
            "Parse": method(parsed(JToken), "JToken"),
            "FromObject": method(lambda value, *_: token_of(value), "JToken"),
            "DeepEquals": method(_equal, "bool"),
        },
        cast=cast(JToken),
    ),
    Definition(
        "JObject",
        "Newtonsoft.Json.Linq.JObject",
        python=(JObject,),
        item=named("KeyValuePair<string, JToken>"),
        bases=("JToken",),
        index=method(_at, "JToken"),
        set_index=_put,
        add=lambda token, *content: token.add(JProperty(*content) if len(content) > 1 else content[0]),
        create=method(JObject, "JObject"),
        members=_OBJECT_MEMBERS,
        statics={
            "Parse": method(parsed(JObject), "JObject"),
            "FromObject": method(lambda value, *_: token_of(value), "JObject"),
        },
        cast=cast(JObject),
    ),
    Definition(
        "JArray",
        "Newtonsoft.Json.Linq.JArray",
        python=(JArray,),
        item=named("JToken"),
        bases=("JToken",),
        index=method(_at, "JToken"),
        set_index=_put,
        add=lambda token, item: token.append(item),
        create=method(JArray, "JArray"),
        members=_ARRAY_MEMBERS,
        statics={
            "Parse": method(parsed(JArray), "JArray"),
            "FromObject": method(lambda value, *_: token_of(value), "JArray"),
        },
        cast=cast(JArray),
    ),
    Definition(
        "JProperty",
        "Newtonsoft.Json.Linq.JProperty",
        python=(JProperty,),
        bases=("JToken",),
        create=method(JProperty, "JProperty"),
        members={
            "Name": prop(lambda token: token.name, "string"),
            "Value": prop(lambda token: token.value, "JToken", set=lambda token, value: token.set(value)),
        },
        cast=cast(JProperty),
    ),
    Definition(
        "JValue",
        "Newtonsoft.Json.Linq.JValue",
        python=(JValue,),
        bases=("JToken",),
        create=method(JValue, "JValue"),
        members={"Value": prop(lambda token: token.value, "object")},
        statics={"CreateNull": method(lambda: JValue(None), "JValue")},
        cast=cast(JValue),
    ),
    Definition(
        "JsonConvert",
        "Newtonsoft.Json.JsonConvert",
        statics={
            "SerializeObject": method(serialised, "string"),
            "DeserializeObject": method(
                lambda wanted, text, *rest: deserialised(text, wanted, *rest), "T", generic=1
            ),
            "ToString": method(json_string, "string"),
        },
    ),
    enumeration("JTokenType", "Newtonsoft.Json.Linq.JTokenType", JTokenType),
    enumeration("Formatting", "Newtonsoft.Json.Formatting", Formatting),
]

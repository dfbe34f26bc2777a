"""JToken and its kinds, JsonConvert, JTokenType, Formatting: Newtonsoft.Json."""

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
from local.gateway.expressions.types.json_members import (
    add_first,
    at,
    descendants,
    detach,
    equal,
    get_value,
    merge,
    put,
    set_scalar,
    swap,
    try_get,
)
from local.gateway.expressions.types.json_paths import path_of, select, select_one
from local.gateway.expressions.types.json_tokens import (
    JArray,
    JObject,
    JProperty,
    JToken,
    JValue,
    token_of,
)

_TOKEN_MEMBERS: dict[str, Entry] = {
    "ToString": method(text, "string"),
    "Value": method(value, "T", generic=1),
    "Values": method(values, "IEnumerable<T>", generic=1),
    "ToObject": method(to_type, "T", generic=1),
    "SelectToken": method(select_one, "JToken"),
    "SelectTokens": method(lambda token, path, *_: select(token, path), "IEnumerable<JToken>"),
    "Children": method(lambda token: token.children(), "IEnumerable<JToken>"),
    "HasValues": prop(lambda token: bool(token.children()), "bool"),
    "Type": prop(type_of, "JTokenType"),
    "Parent": prop(lambda token: token.parent, "JToken"),
    "Path": prop(path_of, "string"),
    "First": prop(lambda token: next(iter(token.children()), None), "JToken"),
    "Last": prop(lambda token: next(iter(token.children()[-1:]), None), "JToken"),
    "Remove": method(detach, "dynamic"),
    "Replace": method(swap, "dynamic"),
    "DeepClone": method(lambda token: token.clone(), "JToken"),
}

_OBJECT_MEMBERS: dict[str, Entry] = {
    "Add": method(
        lambda token, *content: token.add(JProperty(*content) if len(content) > 1 else content[0]), "dynamic"
    ),
    "AddFirst": method(add_first, "dynamic"),
    "Property": method(lambda token, name, *_: token.properties.get(name), "JProperty"),
    "Properties": method(lambda token: list(token.properties.values()), "IEnumerable<JProperty>"),
    "PropertyValues": method(
        lambda token: [found.value for found in token.properties.values()], "IEnumerable<JToken>"
    ),
    "GetValue": method(get_value, "JToken"),
    "TryGetValue": method(try_get, "bool", out="JToken"),
    "ContainsKey": method(lambda token, name: name in token.properties, "bool"),
    "Count": prop(lambda token: len(token.properties), "int"),
    "Remove": method(
        lambda token, *name: token.properties.pop(name[0], None) is not None if name else detach(token),
        "bool",
    ),
    "RemoveAll": method(lambda token: token.properties.clear(), "dynamic"),
    "Merge": method(merge, "dynamic"),
    "Descendants": method(descendants, "IEnumerable<JToken>"),
}

_ARRAY_MEMBERS: dict[str, Entry] = {
    "Add": method(lambda token, item: token.append(item), "dynamic"),
    "Count": prop(lambda token: len(token.items), "int"),
    "Remove": method(lambda token, *item: detach(item[0] if item else token), "dynamic"),
    "RemoveAt": method(lambda token, index: detach(token.at(index)), "dynamic"),
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
        index=method(at, "JToken"),
        set_index=put,
        members=_TOKEN_MEMBERS,
        statics={
            "Parse": method(parsed(JToken), "JToken"),
            "FromObject": method(lambda value, *_: token_of(value), "JToken"),
            "DeepEquals": method(equal, "bool"),
        },
        cast=cast(JToken),
    ),
    Definition(
        "JObject",
        "Newtonsoft.Json.Linq.JObject",
        python=(JObject,),
        item=named("KeyValuePair<string, JToken>"),
        bases=("JToken",),
        index=method(at, "JToken"),
        set_index=put,
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
        index=method(at, "JToken"),
        set_index=put,
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
        members={"Value": prop(lambda token: token.value, "object", set=set_scalar)},
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

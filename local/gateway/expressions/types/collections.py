"""Arrays, List, HashSet, Dictionary, KeyValuePair, Tuple."""

from local.gateway.expressions.types import aggregates, sequences
from local.gateway.expressions.types.containers import (
    add,
    array_copy,
    at,
    copy,
    find_index,
    for_each,
    index_of,
    insert,
    joined_value_or_default,
    new_dictionary,
    new_list,
    plain_value_or_default,
    put,
    remove,
    remove_all,
    reverse,
    store,
    try_add,
    try_get,
    value,
    value_or_default,
)
from local.gateway.expressions.types.declaration import Definition, Entry, method, named, prop
from local.gateway.expressions.types.linq import LINQ
from local.gateway.expressions.types.strings import required
from local.gateway.expressions.types.values import AnonymousObject, Grouping, List, Pair, Query

_LIST_MEMBERS: dict[str, Entry] = {
    "Count": prop(len, "int"),
    "Add": method(add, "dynamic"),
    "AddRange": method(lambda items, more: items.extend(more), "dynamic"),
    "Insert": method(list.insert, "dynamic"),
    "Remove": method(remove, "bool"),
    "RemoveAt": method(list.pop, "dynamic"),
    "RemoveAll": method(remove_all, "int"),
    "Clear": method(list.clear, "dynamic"),
    "IndexOf": method(index_of, "int"),
    "Exists": method(aggregates.any_of, "bool"),
    "Find": method(aggregates.first_or_default, "Item", default="Item"),
    "FindAll": method(lambda items, match: List(filter(match, items)), "List<Item>"),
    "FindIndex": method(find_index, "int"),
    "TrueForAll": method(aggregates.every, "bool"),
    "ForEach": method(for_each, "dynamic"),
    "Sort": method(sequences.sort, "dynamic"),
    "Reverse": method(reverse, "dynamic"),
}

_ARRAY_STATICS: dict[str, Entry] = {
    "Exists": method(aggregates.any_of, "bool"),
    "Find": method(aggregates.first_or_default, "Item", default="Item"),
    "FindAll": method(lambda items, match: list(filter(match, items)), "Item[]"),
    "FindIndex": method(find_index, "int"),
    "TrueForAll": method(aggregates.every, "bool"),
    "ForEach": method(for_each, "dynamic"),
    "ConvertAll": method(lambda items, convert: [convert(item) for item in items], "Result[]"),
    "IndexOf": method(index_of, "int"),
    "Sort": method(sequences.sort, "dynamic"),
    "Reverse": method(reverse, "dynamic"),
    "Copy": method(array_copy, "dynamic"),
    "Empty": method(lambda _: [], "T[]", generic=1),
}

DICTIONARY_MEMBERS: dict[str, Entry] = {
    "Count": prop(len, "int"),
    "Keys": prop(list, "IEnumerable<Key>"),
    "Values": prop(lambda items: list(items.values()), "IEnumerable<Value>"),
    "ContainsKey": method(lambda items, key: required(key, "key") in items, "bool"),
    "TryGetValue": method(try_get, "bool", out="Value", default="Value"),
    "GetValueOrDefault": method(plain_value_or_default, "Value", default="Value"),
}

_MUTATORS: dict[str, Entry] = {
    "Add": method(insert, "dynamic"),
    "TryAdd": method(try_add, "bool"),
    "Remove": method(lambda items, key: items.pop(key, None) is not None, "bool"),
    "Clear": method(dict.clear, "dynamic"),
    "ContainsValue": method(lambda items, value: value in items.values(), "bool"),
}

DEFINITIONS = [
    Definition(
        "IEnumerable",
        "System.Collections.Generic.IEnumerable",
        aliases=("IReadOnlyCollection", "ICollection"),
        python=(Query,),
        parameters=("Item",),
        item=named("Item"),
        members=LINQ,
    ),
    Definition(
        "IOrderedEnumerable",
        "System.Linq.IOrderedEnumerable",
        python=(sequences.Ordered,),
        parameters=("Item",),
        item=named("Item"),
        bases=("IEnumerable",),
        members={
            "ThenBy": method(lambda items, key: items.then(key, False), "IOrderedEnumerable<Item>"),
            "ThenByDescending": method(lambda items, key: items.then(key, True), "IOrderedEnumerable<Item>"),
        },
    ),
    Definition(
        "IGrouping",
        "System.Linq.IGrouping",
        python=(Grouping,),
        parameters=("Key", "Item"),
        item=named("Item"),
        bases=("IEnumerable",),
        members={"Key": prop(lambda group: group.key, "Key")},
    ),
    Definition(
        "[]",
        "System.Array",
        aliases=("Array",),
        python=(list, bytes, bytearray),
        parameters=("Item",),
        item=named("Item"),
        bases=("IEnumerable",),
        index=method(at, "Item"),
        set_index=put,
        members={
            "Length": prop(len, "int"),
            "GetLength": method(lambda items, _: len(items), "int"),
            "Clone": method(lambda items: items[:], "object"),
        },
        statics=_ARRAY_STATICS,
    ),
    Definition(
        "List",
        "System.Collections.Generic.List",
        aliases=("IList", "IReadOnlyList", "HashSet", "ISet"),
        python=(List,),
        parameters=("Item",),
        item=named("Item"),
        bases=("IEnumerable",),
        create=method(new_list, "List"),
        index=method(at, "Item"),
        set_index=put,
        add=add,
        members=_LIST_MEMBERS,
    ),
    Definition(
        "Dictionary",
        "System.Collections.Generic.Dictionary",
        aliases=("IDictionary",),
        python=(dict,),
        parameters=("Key", "Value"),
        item=named("KeyValuePair<Key, Value>"),
        bases=("IEnumerable",),
        create=method(new_dictionary, "Dictionary"),
        index=method(value, "Value"),
        set_index=store,
        add=insert,
        members=DICTIONARY_MEMBERS | _MUTATORS,
    ),
    Definition(
        "IReadOnlyDictionary",
        "System.Collections.Generic.IReadOnlyDictionary",
        parameters=("Key", "Value"),
        item=named("KeyValuePair<Key, Value>"),
        bases=("IEnumerable",),
        python=(),
        index=method(value, "Value"),
        members=DICTIONARY_MEMBERS,
    ),
    Definition(
        "Variables",
        "System.Collections.Generic.IReadOnlyDictionary",
        item=named("KeyValuePair<string, object>"),
        bases=("IEnumerable",),
        index=method(value, "object"),
        members=DICTIONARY_MEMBERS
        | {
            "GetValueOrDefault": method(value_or_default, "T", generic=1),
            "TryGetValue": method(try_get, "bool", out="object"),
        },
    ),
    Definition(
        "ValuesByName",
        "System.Collections.Generic.IReadOnlyDictionary",
        item=named("KeyValuePair<string, string[]>"),
        bases=("IEnumerable",),
        index=method(value, "string[]"),
        members=DICTIONARY_MEMBERS
        | {
            "GetValueOrDefault": method(joined_value_or_default, "string"),
            "TryGetValue": method(try_get, "bool", out="string[]"),
        },
    ),
    Definition(
        "KeyValuePair",
        "System.Collections.Generic.KeyValuePair",
        python=(Pair,),
        parameters=("Key", "Value"),
        value_type=True,
        create=method(Pair, "KeyValuePair"),
        members={
            "Key": prop(lambda pair: pair.key, "Key"),
            "Value": prop(lambda pair: pair.value, "Value"),
        },
    ),
    Definition(
        "Enumerable",
        "System.Linq.Enumerable",
        statics={
            "Range": method(sequences.numbers, "IEnumerable<int>"),
            "Repeat": method(sequences.repeat, "IEnumerable<Argument>"),
            "Empty": method(lambda _: [], "T[]", generic=1),
        },
    ),
    Definition(
        "Buffer",
        "System.Buffer",
        statics={"BlockCopy": method(copy, "dynamic")},
    ),
    Definition("anonymous", "anonymous type", python=(AnonymousObject,)),
]

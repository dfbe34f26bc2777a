"""The members that LINQ gives to everything that can be enumerated."""

from collections.abc import Callable
from typing import Any

from local.gateway.expressions.types import aggregates, sequences
from local.gateway.expressions.types.declaration import Entry, method

_SEQUENCE = "IEnumerable<Item>"
_RESULTS = "IEnumerable<Result>"


def _linq(
    work: Callable[..., Any],
    returns: str,
    generic: int = 0,
    default: str = "",
    lambda_types: tuple[str, ...] = ("Item", "int"),
) -> Entry:
    return method(sequences.over_elements(work), returns, generic, default=default, lambda_types=lambda_types)


LINQ: dict[str, Entry] = {
    "Select": _linq(sequences.select, _RESULTS),
    "SelectMany": _linq(sequences.select_many, "IEnumerable<dynamic>"),
    "Where": _linq(sequences.where, _SEQUENCE),
    "First": _linq(aggregates.first, "Item"),
    "FirstOrDefault": _linq(aggregates.first_or_default, "Item", default="Item"),
    "Last": _linq(aggregates.last, "Item"),
    "LastOrDefault": _linq(aggregates.last_or_default, "Item", default="Item"),
    "Single": _linq(aggregates.single, "Item"),
    "SingleOrDefault": _linq(aggregates.single_or_default, "Item", default="Item"),
    "ElementAt": _linq(aggregates.element_at, "Item"),
    "ElementAtOrDefault": _linq(aggregates.element_at_or_default, "Item", default="Item"),
    "Any": _linq(aggregates.any_of, "bool"),
    "All": _linq(aggregates.every, "bool"),
    "Count": _linq(aggregates.count, "int"),
    "LongCount": _linq(aggregates.count, "long"),
    "Contains": _linq(aggregates.contains, "bool"),
    "Distinct": _linq(sequences.distinct, _SEQUENCE),
    "Skip": _linq(sequences.skip, _SEQUENCE),
    "Take": _linq(sequences.take, _SEQUENCE),
    "SkipWhile": _linq(sequences.skip_while, _SEQUENCE),
    "TakeWhile": _linq(sequences.take_while, _SEQUENCE),
    "Reverse": _linq(sequences.reverse, _SEQUENCE),
    "Concat": _linq(sequences.concat, _SEQUENCE),
    "Append": _linq(sequences.append, _SEQUENCE),
    "Prepend": _linq(sequences.prepend, _SEQUENCE),
    "Union": _linq(sequences.union, _SEQUENCE),
    "Intersect": _linq(sequences.intersect, _SEQUENCE),
    "Except": _linq(sequences.except_, _SEQUENCE),
    "Zip": _linq(sequences.zip_, _RESULTS, lambda_types=("Item", "dynamic")),
    "DefaultIfEmpty": _linq(sequences.default_if_empty, _SEQUENCE, default="Item"),
    "OfType": _linq(sequences.of_type, "IEnumerable<T>", generic=1),
    "Cast": _linq(sequences.cast, "IEnumerable<T>", generic=1),
    "GroupBy": _linq(sequences.group_by, "IEnumerable<IGrouping<dynamic, Item>>"),
    "OrderBy": _linq(sequences.order_by, "IOrderedEnumerable<Item>"),
    "OrderByDescending": _linq(sequences.order_by_descending, "IOrderedEnumerable<Item>"),
    "Sum": _linq(aggregates.total, "dynamic"),
    "Average": _linq(aggregates.average, "double"),
    "Max": _linq(aggregates.largest, "dynamic"),
    "Min": _linq(aggregates.smallest, "dynamic"),
    "Aggregate": _linq(aggregates.aggregate, "dynamic", lambda_types=("dynamic", "Item")),
    "SequenceEqual": _linq(aggregates.sequence_equal, "bool"),
    "ToDictionary": _linq(aggregates.to_dictionary, "Dictionary<dynamic, dynamic>"),
    "ToArray": _linq(sequences.all_of, "Item[]"),
    "ToList": _linq(sequences.to_list, "List<Item>"),
    "ToHashSet": _linq(sequences.to_list, "List<Item>"),
    "AsEnumerable": _linq(lambda items: items, _SEQUENCE),
    "GetEnumerator": _linq(iter, "dynamic"),
}

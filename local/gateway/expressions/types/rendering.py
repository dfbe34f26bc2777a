"""Values as text: what .NET's `ToString` and format strings make of them in the invariant culture."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.date_formats import date_text, span_text
from local.gateway.expressions.types.number_formats import float_text, number_text
from local.gateway.expressions.types.type_names import type_name
from local.gateway.expressions.types.values import AnonymousObject, Char, Pair

_GUID_FORMATS: dict[str, Callable[[uuid.UUID], str]] = {
    "": str,
    "D": str,
    "N": lambda value: value.hex,
    "B": lambda value: f"{{{value}}}",
    "P": lambda value: f"({value})",
}


def text_of(value: object, format: str = "") -> str:  # noqa: A002 - .NET calls it so
    """`value.ToString(format)`; null is the empty string."""
    kind = type(value)
    if kind is str or kind is Char:
        return str(value)
    if value is None:
        return ""
    for python, render in _RENDERERS:
        if isinstance(value, python):
            return render(value, format)
    return type_name(value) if kind.__str__ is object.__str__ else str(value)


def guid_text(value: uuid.UUID, format: str = "D") -> str:  # noqa: A002 - .NET calls it so
    render = _GUID_FORMATS.get(format.upper())
    if render is None:
        raise ValueError('Format string can be only "D", "d", "N", "n", "P", "p", "B", "b", "X" or "x".')
    return render(value)


def _number(value: Any, format: str) -> str:  # noqa: A002 - .NET calls it so
    if format:
        return number_text(value, format)
    return float_text(value) if isinstance(value, float) else str(value)


def _decimal(value: Decimal, format: str) -> str:  # noqa: A002 - .NET calls it so
    return number_text(value, format) if format else f"{value:f}"


_RENDERERS: list[tuple[type, Callable[[Any, str], str]]] = [
    (bool, lambda value, _: str(value)),
    (Enum, lambda value, _: value.name or str(value.value)),
    (int, _number),
    (float, _number),
    (Decimal, _decimal),
    (uuid.UUID, guid_text),
    (datetime, date_text),
    (timedelta, span_text),
    (bytes, lambda value, _: type_name(value)),
    (bytearray, lambda value, _: type_name(value)),
    (AnonymousObject, lambda value, _: _anonymous(value)),
    (list, lambda value, _: type_name(value)),
    (dict, lambda value, _: type_name(value)),
    (Pair, lambda pair, _: f"[{text_of(pair.key)}, {text_of(pair.value)}]"),
    (ExpressionError, lambda error, _: f"{error.full_name}: {error}"),
]


def _anonymous(members: AnonymousObject) -> str:
    shown = ", ".join(f"{name} = {text_of(value)}" for name, value in members.items())
    return f"{{ {shown} }}" if shown else "{ }"

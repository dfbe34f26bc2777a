"""Inline constraints of route templates, with the meaning ASP.NET Core gives them."""

import re
from collections.abc import Callable

from local.errors import StartError

Constraint = Callable[[str], bool]

_INTEGER = re.compile(r"\s*[+-]?[0-9]+\s*")
_INT32, _INT64 = 2**31, 2**63
_GUID = re.compile(
    r"[0-9a-f]{32}|(?P<open>[{(])?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?(open)[})])", re.IGNORECASE
)


def constraint(name: str, argument: str | None) -> Constraint:
    """The constraint `name(argument)`; names are compared without case."""
    try:
        return _FACTORIES[name.lower()](*([] if argument is None else [argument]))
    except KeyError:
        raise StartError(f"unknown route constraint {name!r}, known are: {', '.join(_FACTORIES)}") from None
    except (TypeError, ValueError, re.error) as error:
        raise StartError(f"route constraint {name!r} cannot take {argument!r}: {error}") from error


def _integer(low: int, high: int) -> Constraint:
    return lambda text: _INTEGER.fullmatch(text) is not None and low <= int(text) <= high


def _length(low: int, high: float) -> Constraint:
    return lambda text: low <= len(text) <= high


def _exact_or_between(bounds: str) -> Constraint:
    low, _, high = bounds.partition(",")
    return _length(int(low), int(high or low))


def _range(bounds: str) -> Constraint:
    low, high = bounds.split(",")
    return _integer(int(low), int(high))


def _matching(pattern: re.Pattern[str]) -> Constraint:
    return lambda text: pattern.fullmatch(text) is not None


def _regex(pattern: str) -> Constraint:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text: compiled.search(text) is not None


_FACTORIES: dict[str, Callable[..., Constraint]] = {
    "int": lambda: _integer(-_INT32, _INT32 - 1),
    "long": lambda: _integer(-_INT64, _INT64 - 1),
    "min": lambda low: _integer(int(low), _INT64 - 1),
    "max": lambda high: _integer(-_INT64, int(high)),
    "range": _range,
    "bool": lambda: lambda text: text.strip().lower() in {"true", "false"},
    "guid": lambda: _matching(_GUID),
    "alpha": lambda: _matching(re.compile("[a-z]*", re.IGNORECASE | re.ASCII)),
    "length": _exact_or_between,
    "minlength": lambda low: _length(int(low), float("inf")),
    "maxlength": lambda high: _length(0, int(high)),
    "required": lambda: _length(1, float("inf")),
    "regex": _regex,
}

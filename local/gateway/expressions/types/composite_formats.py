"""`string.Format`: a text with holes, and the values that fill them."""

import re
from typing import Any

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.rendering import text_of

_HOLE = re.compile(r"\{\{|\}\}|\{(\d+)(?:,\s*(-?\d+))?(?::((?:[^{}])*))?\}|[{}]")


def formatted(*arguments: Any) -> str:
    """`string.Format([provider,] format, values…)`."""
    if not isinstance(arguments[0], str):
        arguments = arguments[1:]
    pattern, *values = arguments
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]

    def fill(match: re.Match[str]) -> str:
        if match[1] is None:
            return _brace(match[0])
        if int(match[1]) >= len(values):
            raise ExpressionError(
                "FormatException",
                "Index (zero based) must be greater than or equal to zero "
                "and less than the size of the argument list.",
            )
        text = text_of(values[int(match[1])], match[3] or "")
        width = int(match[2] or 0)
        return text.rjust(width) if width > 0 else text.ljust(-width)

    return _HOLE.sub(fill, pattern)


def _brace(found: str) -> str:
    if len(found) == 1:
        raise ExpressionError("FormatException", "Input string was not in a correct format.")
    return found[0]

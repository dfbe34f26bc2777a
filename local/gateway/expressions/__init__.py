"""Policy expressions: the C# in `@(…)` and `@{…}`, compiled once and evaluated for each request."""

from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.value import Value, compile  # noqa: A004 - the module is meant to be named in front of it

__all__ = ["ExpressionError", "Value", "compile", "text_of"]

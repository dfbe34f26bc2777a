"""A policy's attribute or text: a literal, or an expression to evaluate for each request."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.gateway.document import Position
from local.gateway.expressions.binding.program import bind
from local.gateway.expressions.binding.scope import Run, new_frame
from local.gateway.expressions.errors import PYTHON_ERRORS, as_expression_error

if TYPE_CHECKING:
    from local.gateway.context import Context


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that is not an expression: its value is itself."""

    text: str
    is_expression = False

    def evaluate(self, context: "Context") -> object:
        return self.text


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression."""

    text: str
    run: Run
    size: int
    is_expression = True

    def evaluate(self, context: "Context") -> object:
        """The expression's value for a request, or an ExpressionError."""
        try:
            return self.run(new_frame(context, self.size))
        except PYTHON_ERRORS as error:
            raise as_expression_error(error) from error


Value = Literal | Expression


def is_expression(text: str) -> bool:
    return text.lstrip().startswith(("@(", "@{"))


def compile(text: str, position: Position) -> Value:  # noqa: A001 - what the gateway's other parts call it
    """The value that the text of an attribute or element is; the position is that of its first character.

    A PolicyError tells the place of what is not C#, or not available in policies.
    """
    if not is_expression(text):
        return Literal(text)
    start = len(text) - len(text.lstrip())
    skipped = text[:start]
    lines = skipped.count("\n")
    column = start - skipped.rfind("\n") if lines else position.column + start
    stripped = text.strip()
    run, size = bind(stripped, Position(position.file, position.line + lines, column))
    return Expression(stripped, run, size)

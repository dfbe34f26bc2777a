"""Named values: `{{name}}` in a policy's attributes and texts."""

import re
from collections.abc import Iterator, Mapping

from local.gateway.document import PolicyError, Position
from local.gateway.expressions.syntax.tokens import SyntaxFault, tokens

_REFERENCE = re.compile(r"\{\{\s*([A-Za-z0-9._-]+)\s*\}\}")


def replace_named_values(
    text: str, values: Mapping[str, str], position: Position, lenient: bool = False
) -> str:
    """The text with each reference replaced once; a value is not searched for further references.

    Double braces are also liquid's and those of C#'s interpolated strings: where `lenient`, and in such
    strings, a name that is no named value stays as it is. Elsewhere it is a PolicyError.
    """
    if "{{" not in text:
        return text
    strings = list(_interpolated_strings(text))

    def replace(match: re.Match[str]) -> str:
        if match[1] in values:
            return values[match[1]]
        if lenient or any(start < match.start() < end for start, end in strings):
            return match[0]
        raise PolicyError(_moved(position, text[: match.start()]), f"unknown named value '{match[1]}'")

    return _REFERENCE.sub(replace, text)


def _interpolated_strings(text: str) -> Iterator[tuple[int, int]]:
    """Where the interpolated strings of an expression begin and end."""
    start = len(text) - len(text.lstrip())
    if not text.startswith(("@(", "@{"), start):
        return
    try:
        for token in tokens(text, start + 1):
            if token.kind == "interpolated":
                yield token.offset, token.end
    except SyntaxFault:
        return  # what compiles the expression tells what is wrong with it


def _moved(position: Position, before: str) -> Position:
    lines = before.count("\n")
    column = len(before) - before.rfind("\n") if lines else position.column + len(before)
    return Position(position.file, position.line + lines, column)

"""The words of a Bicep file."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass


class BicepError(Exception):
    """What cannot be read, and in which line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class Token:
    """`kind` is name, number, string, line, end, or the sign itself.

    A string's parts are its literal pieces and, between them, the tokens of each interpolation.
    """

    kind: str
    text: str
    line: int
    parts: "tuple[str | list[Token], ...]" = ()


_WORD = re.compile(
    r"""(?P<skipped>[ \t]+|//[^\n]*|/\*.*?\*/|\#[^\n]*)
    |(?P<line>\n)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<raw>'''.*?''')
    |(?P<string>')
    |(?P<number>\d+)
    |(?P<sign>=>|==|!=|=~|!~|<=|>=|&&|\|\||\?\?|::|[-+*/%<>!?:.,=@(){}\[\]|])""",
    re.DOTALL | re.VERBOSE,
)
_PIECE = re.compile(r"(?:\\.|\$(?!\{)|[^'\\$\n])*")
_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", "\\'": "'", "\\\\": "\\", "\\$": "$"}


def tokens(text: str) -> list[Token]:
    """All words of a file, lines included; raises BicepError."""
    return [*_Scanner(text).scan(until=""), Token("end", "", text.count("\n") + 1)]


class _Scanner:
    """A text and how far it is read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    @property
    def _line(self) -> int:
        return bisect_right(self._starts, self._at)

    def scan(self, until: str) -> Iterator[Token]:
        """Words up to the closing brace of an interpolation, or to the end."""
        depth = 0
        while self._at < len(self._text):
            token = self._next()
            if token is None:
                continue
            if token.kind == until and depth == 0:
                return
            depth += (token.kind == "{") - (token.kind == "}")
            yield token
        if until:
            raise BicepError(self._line, "an interpolation does not end")

    def _next(self) -> Token | None:
        line, match = self._line, _WORD.match(self._text, self._at)
        if match is None:
            raise BicepError(line, f"{self._text[self._at]!r} cannot be read")
        self._at = match.end()
        match match.lastgroup:
            case "skipped":
                return None
            case "raw":
                return Token("string", match[0], line, (match[0][3:-3].removeprefix("\n"),))
            case "string":
                return self._string(line)
            case "sign":
                return Token(match[0], match[0], line)
        return Token(str(match.lastgroup), match[0], line)

    def _string(self, line: int) -> Token:
        parts: list[str | list[Token]] = []
        while True:
            piece = _PIECE.match(self._text, self._at)
            self._at = piece.end() if piece else self._at
            parts.append(
                re.sub(r"\\.", lambda found: _ESCAPES.get(found[0], found[0]), piece[0] if piece else "")
            )
            if self._text.startswith("'", self._at):
                self._at += 1
                return Token("string", "a string", line, tuple(parts))
            if not self._text.startswith("${", self._at):
                raise BicepError(line, "a string does not end")
            self._at += 2
            parts.append(list(self.scan(until="}")))

"""C# tokens, and where a policy expression ends in the text around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPENING = {"(": ")", "[": "]", "{": "}"}

_TOKEN = re.compile(
    r"""
    (?P<space>      \s+ | //[^\n]* | /\*.*?\*/ )
  | (?P<number>     0[xX][0-9a-fA-F_]+[uUlL]* | 0[bB][01_]+[uUlL]*
                  | (?:\d[\d_]*)?\.\d[\d_]*(?:[eE][+-]?\d+)?[fFdDmM]?
                  | \d[\d_]*(?:[eE][+-]?\d+)?[fFdDmMuUlL]* )
  | (?P<interpolated> \$@?" | @\$" )
  | (?P<verbatim>   @"(?:[^"]|"")*" )
  | (?P<string>     "(?:[^"\\\n]|\\.)*" )
  | (?P<char>       '(?:[^'\\\n]|\\[^xu]|\\x[0-9a-fA-F]{1,4}|\\u[0-9a-fA-F]{4})' )
  | (?P<name>       @?[^\W\d]\w* )
  | (?P<operator>   =>|==|!=|<=|>=|&&|\|\||\?\?|\+\+|--|[-+*/%&|^]=|<<
                  | [-+*/%&|^~!<>=?:;,.(){}\[\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{1,4})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


class SyntaxFault(Exception):
    """The text is not C#: the offset says where."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


@dataclass(frozen=True, slots=True)
class Hole:
    """A `{expression,alignment:format}` of an interpolated string."""

    tokens: "tuple[Token, ...]"
    format: str


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `text` as written, `value` decoded, `parts` of an interpolated string."""

    kind: str
    text: str
    offset: int
    value: str = ""
    parts: tuple[str | Hole, ...] = ()

    @property
    def end(self) -> int:
        return self.offset + len(self.text)


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens from `start` to the end of the text, which is itself the last token."""
    offset = start
    while offset < len(text):
        token = _token(text, offset)
        offset = token.end
        if token.kind != "space":
            yield token
    yield Token("end", "", len(text))


def expression_end(text: str, start: int) -> int:
    """The offset behind the `@(…)` or `@{…}` that begins at `start`."""
    closers: list[str] = []
    for token in tokens(text, start + 1):
        if token.kind != "operator":
            continue
        if token.text in OPENING:
            closers.append(OPENING[token.text])
        elif token.text in OPENING.values():
            if token.text != closers.pop():
                raise SyntaxFault(token.offset, f"'{token.text}' closes nothing")
            if not closers:
                return token.end
    raise SyntaxFault(start, "the expression does not end")


def _token(text: str, offset: int) -> Token:
    match = _TOKEN.match(text, offset)
    if match is None or match.lastgroup is None:
        raise SyntaxFault(offset, _unreadable(text[offset]))
    kind, written = match.lastgroup, match[0]
    if kind == "interpolated":
        try:
            return _interpolated(text, offset, match.end())
        except RecursionError:
            raise SyntaxFault(offset, "interpolated strings nest too deeply") from None
    if kind == "verbatim":
        return Token("string", written, offset, written[2:-1].replace('""', '"'))
    if kind in {"string", "char"}:
        return Token(kind, written, offset, _unescape(written[1:-1], offset))
    return Token(kind, written, offset)


def _unreadable(character: str) -> str:
    if character in "\"'":
        return "a string or character does not end"
    return f"unexpected character '{character}'"


def _unescape(written: str, offset: int) -> str:
    def decode(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            return chr(int(code, 16))
        if match[4] not in _ESCAPES and match[4] not in "\\\"'":
            raise SyntaxFault(offset, f"unrecognized escape sequence '\\{match[4]}'")
        return _ESCAPES.get(match[4], match[4])

    return _ESCAPE.sub(decode, written) if "\\" in written else written


def _interpolated(text: str, offset: int, start: int) -> Token:
    verbatim = "@" in text[offset:start]
    parts: list[str | Hole] = []
    at = literal = start
    while at < len(text) and (text[at] != '"' or (verbatim and text[at + 1 : at + 2] == '"')):
        if text[at] == "{" and text[at + 1 : at + 2] != "{":
            parts.append(_literal(text[literal:at], verbatim, offset))
            hole, at = _hole(text, at + 1)
            parts.append(hole)
            literal = at
        elif text[at] == "\n" and not verbatim:
            break
        else:
            at += 2 if text[at] in '{}"' or (text[at] == "\\" and not verbatim) else 1
    if text[at : at + 1] != '"':
        raise SyntaxFault(offset, "a string or character does not end")
    parts.append(_literal(text[literal:at], verbatim, offset))
    return Token("interpolated", text[offset : at + 1], offset, parts=tuple(parts))


def _literal(written: str, verbatim: bool, offset: int) -> str:
    text = written.replace('""', '"') if verbatim else _unescape(written, offset)
    return text.replace("{{", "{").replace("}}", "}")


def _hole(text: str, start: int) -> tuple[Hole, int]:
    """The hole whose expression begins at `start`, and the offset behind its closing brace."""
    found: list[Token] = []
    depth = 0
    for token in tokens(text, start):
        if token.kind == "operator":
            if depth == 0 and token.text in {"}", ":"}:
                close = text.find("}", token.offset)
                if close < 0:
                    break
                end = Token("end", "", token.offset)
                return Hole((*found, end), text[token.end : close] if token.text == ":" else ""), close + 1
            depth += (token.text in OPENING) - (token.text in OPENING.values())
        found.append(token)
    raise SyntaxFault(start, "the hole of an interpolated string does not end")

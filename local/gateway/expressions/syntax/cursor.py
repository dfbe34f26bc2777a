"""A place among the tokens of an expression, and the names of types there."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from local.gateway.expressions.syntax.nodes import TypeName
from local.gateway.expressions.syntax.tokens import SyntaxFault, Token

Item = TypeVar("Item")

KEYWORD_TYPES = frozenset({
    "bool", "byte", "sbyte", "short", "ushort", "int", "uint", "long", "ulong",
    "float", "double", "decimal", "char", "string", "object",
})  # fmt: skip
KEYWORDS = KEYWORD_TYPES | {
    "as", "break", "case", "catch", "const", "continue", "default", "do", "else", "false", "finally", "for",
    "foreach", "if", "in", "is", "new", "null", "out", "return", "switch", "throw", "true", "try", "typeof",
    "using", "while",
}  # fmt: skip
MAX_DEPTH = 60
"""How deep expressions and statements may nest: far more than people write, far less than Python's stack."""


class Cursor:
    """The tokens of an expression and how far they are read."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self._tokens[self.at]

    def ahead(self, distance: int = 1) -> Token:
        return self._tokens[min(self.at + distance, len(self._tokens) - 1)]

    def advance(self) -> Token:
        token = self.token
        self.at += token.kind != "end"
        return token

    def at_text(self, *texts: str) -> bool:
        return self.token.kind in {"operator", "name"} and self.token.text in texts

    def accept(self, *texts: str) -> Token | None:
        return self.advance() if self.at_text(*texts) else None

    def expect(self, text: str) -> Token:
        if not self.at_text(text):
            raise self.fault(f"expected '{text}'")
        return self.advance()

    def at_name(self) -> bool:
        return self.token.kind == "name" and self.token.text not in KEYWORDS

    def expect_name(self) -> Token:
        if not self.at_name():
            raise self.fault("expected a name")
        return self.advance()

    def fault(self, expected: str) -> SyntaxFault:
        found = f"'{self.token.text}'" if self.token.text else "the end"
        return SyntaxFault(self.token.offset, f"{expected}, found {found}")

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SyntaxFault(self.token.offset, "the expression nests too deeply")

    def leave(self) -> None:
        self.depth -= 1

    def separated(self, parse: Callable[[], Item], close: str) -> list[Item]:
        """Items between commas, up to and with the closing bracket; a comma may follow the last."""
        items: list[Item] = []
        while not self.accept(close):
            items.append(parse())
            if not self.at_text(close):
                self.expect(",")
        return items

    def type_name(self, sized: bool = False) -> TypeName:
        """A type; `sized` leaves the brackets of `new T[3]` for the caller."""
        found = self.try_type(sized)
        if found is None:
            raise self.fault("expected a type")
        return found

    def try_type(self, sized: bool = False) -> TypeName | None:
        """The type that begins here; or nothing, and no token is read."""
        start = self.at
        if not (self.at_name() or self.at_text(*KEYWORD_TYPES)):
            return None
        offset = self.token.offset
        parts = [self.advance().text]
        while self.at_text(".") and self.ahead().kind == "name":
            self.advance()
            parts.append(self.advance().text)
        arguments = self.try_type_arguments() if self.at_text("<") else ()
        if arguments is None:
            self.at = start
            return None
        nullable = self._nullable()
        return TypeName(offset, ".".join(parts), arguments, 0 if sized else self._ranks(), nullable)

    def _nullable(self) -> bool:
        """A `?` belongs to the type where none but a type could stand before what follows it."""
        follows = self.ahead()
        is_mark = self.at_text("?") and (follows.text in {")", ">", "[", ","} or self._declares())
        if is_mark:
            self.advance()
        return is_mark

    def _declares(self) -> bool:
        return (
            self.ahead().kind == "name"
            and self.ahead().text not in KEYWORDS
            and self.ahead(2).text in {"=", ";"}
        )

    def _ranks(self) -> int:
        ranks = 0
        while self.at_text("[") and self.ahead().text == "]":
            self.at += 2
            ranks += 1
        return ranks

    def try_type_arguments(self) -> tuple[TypeName, ...] | None:
        """`<A, B>`; or nothing, and no token is read."""
        start = self.at
        self.expect("<")
        arguments: list[TypeName] = []
        while (argument := self.try_type()) is not None:
            arguments.append(argument)
            if not self.accept(","):
                break
        if arguments and self.accept(">"):
            return tuple(arguments)
        self.at = start
        return None

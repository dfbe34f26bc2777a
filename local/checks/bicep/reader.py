"""Reads the Bicep that this project writes: no types of its own, no imports, no functions."""

from collections.abc import Callable

from local.checks.bicep.expressions import ExpressionReader
from local.checks.bicep.tokens import BicepError, Token, tokens
from local.checks.bicep.tree import Call, Node, Statement


def read(text: str) -> list[Statement]:
    """The statements of a file; raises BicepError."""
    return _Reader(tokens(text)).file()


class _Reader(ExpressionReader):
    def file(self) -> list[Statement]:
        statements = []
        self._skip_lines()
        while not self._looking_at("end"):
            statements.append(self._statement())
            self._skip_lines()
        return statements

    def _statement(self) -> Statement:
        decorators = self._decorators()
        word = self._take("name")
        read_rest: dict[str, Callable[[], Statement]] = {
            "targetScope": lambda: Statement(word.line, "targetScope", "targetScope", "", self._given()),
            "param": lambda: self._typed(word, decorators),
            "output": lambda: self._typed(word, decorators),
            "var": lambda: Statement(
                word.line, "var", self._take("name").text, "", self._given(), decorators
            ),
            "resource": lambda: self._declared(word, decorators),
            "module": lambda: self._declared(word, decorators),
        }
        if word.text not in read_rest:
            raise BicepError(word.line, f"there is no statement {word.text!r}")
        statement = read_rest[word.text]()
        if not self._looking_at("line", "end"):
            raise BicepError(self._word.line, f"expected the end of the line, not {self._word.text!r}")
        return statement

    def _decorators(self) -> tuple[Call, ...]:
        decorators = []
        while self._looking_at("@"):
            line = self._take("@").line
            call = self.expression()
            if not isinstance(call, Call):
                raise BicepError(line, "a decorator is a call")
            decorators.append(call)
            self._skip_lines()
        return tuple(decorators)

    def _typed(self, word: Token, decorators: tuple[Call, ...]) -> Statement:
        """A parameter or output: name, type, and maybe a value."""
        name, kind = self._take("name").text, self._take("name").text
        value = self._given() if self._looking_at("=") else None
        return Statement(word.line, word.text, name, kind, value, decorators)

    def _declared(self, word: Token, decorators: tuple[Call, ...]) -> Statement:
        """A resource or module: name, type or path, and body."""
        name, kind = self._take("name").text, self._text(self._take("string"))
        existing = self._took("existing")
        value = self._given()
        return Statement(word.line, word.text, name, kind.value or "", value, decorators, existing)

    def _given(self) -> Node:
        self._take("=")
        return self.value()

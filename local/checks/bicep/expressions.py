"""Reads the expressions of a Bicep file."""

from local.checks.bicep.tokens import BicepError, Token
from local.checks.bicep.tree import (
    Array,
    Call,
    Conditional,
    Index,
    Lambda,
    Literal,
    Loop,
    Member,
    Name,
    Node,
    Object,
    Operation,
    Pair,
    Text,
)

_CONSTANTS = {"true": True, "false": False, "null": None}
# Weakest first; operators of one row bind alike.
_ROWS = (
    ("??",),
    ("||",),
    ("&&",),
    ("==", "!=", "=~", "!~"),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "%"),
)
_STRENGTH = {operator: strength for strength, row in enumerate(_ROWS) for operator in row}


class ExpressionReader:
    """Tokens and how far they are read."""

    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._at = 0

    @property
    def _word(self) -> Token:
        return self._words[self._at]

    def _looking_at(self, *kinds: str) -> bool:
        return self._word.kind in kinds

    def _take(self, kind: str) -> Token:
        word = self._word
        if word.kind != kind:
            raise BicepError(word.line, f"expected {kind!r}, not {word.text!r}")
        self._at += 1
        return word

    def _took(self, text: str) -> bool:
        if self._word.kind != "string" and self._word.text == text:
            self._at += 1
            return True
        return False

    def _skip_lines(self) -> None:
        while self._looking_at("line"):
            self._at += 1

    def value(self) -> Node:
        """An expression, or what only a declaration or property may have: a condition."""
        line = self._word.line
        if self._took("if"):
            self._take("(")
            condition = self.expression()
            self._take(")")
            return Conditional(line, condition, self.expression())
        return self.expression()

    def expression(self) -> Node:
        line = self._word.line
        condition = self._binary(0)
        if not self._looking_at("?"):
            return condition
        self._take("?")
        chosen = self.expression()
        self._take(":")
        return Operation(line, "?:", (condition, chosen, self.expression()))

    def _binary(self, weakest: int) -> Node:
        """Operands of operators that are at least so strong."""
        left = self._unary()
        while (strength := _STRENGTH.get(self._word.kind, -1)) >= weakest:
            word = self._take(self._word.kind)
            left = Operation(word.line, word.text, (left, self._binary(strength + 1)))
        return left

    def _unary(self) -> Node:
        if self._looking_at("!", "-"):
            word = self._take(self._word.kind)
            return Operation(word.line, word.text, (self._unary(),))
        return self._postfix(self._primary())

    def _postfix(self, node: Node) -> Node:
        while self._looking_at(".", "[", "::"):
            sign = self._take(self._word.kind)
            if sign.kind == "[":
                node = Index(sign.line, node, self.expression())
                self._take("]")
                continue
            self._took("?")
            name = self._take("name").text
            if self._looking_at("("):
                node = Call(sign.line, name, self._arguments(), node)
            else:
                node = Member(sign.line, node, name)
        return node

    def _primary(self) -> Node:
        word = self._word
        match word.kind:
            case "string":
                return self._text(self._take("string"))
            case "number":
                return Literal(word.line, int(self._take("number").text))
            case "name":
                return self._named()
            case "{":
                return self._object()
            case "[":
                return self._array()
            case "(":
                self._take("(")
                inner = self.expression()
                self._take(")")
                return inner
        raise BicepError(word.line, f"expected an expression, not {word.text!r}")

    def _named(self) -> Node:
        """A constant, a call, a lambda or a symbol."""
        word = self._take("name")
        if word.text in _CONSTANTS:
            return Literal(word.line, _CONSTANTS[word.text])
        if self._looking_at("("):
            return Call(word.line, word.text, self._arguments())
        if self._took("=>"):
            return Lambda(word.line, (word.text,), self.expression())
        return Name(word.line, word.text)

    def _arguments(self) -> tuple[Node, ...]:
        self._take("(")
        arguments = []
        self._skip_lines()
        while not self._looking_at(")"):
            arguments.append(self.expression())
            self._skip_lines()
            if not self._took(","):
                break
            self._skip_lines()
        self._take(")")
        return tuple(arguments)

    def _text(self, word: Token) -> Text:
        parts = (
            part if isinstance(part, str) else self._interpolated(part, word.line) for part in word.parts
        )
        return Text(word.line, tuple(part for part in parts if part != ""))

    def _interpolated(self, words: list[Token], line: int) -> Node:
        reader = ExpressionReader([*words, Token("end", "", line)])
        node = reader.expression()
        reader._take("end")
        return node

    def _object(self) -> Object:
        line = self._take("{").line
        pairs = []
        self._separators()
        while not self._looking_at("}"):
            pairs.append(self._pair())
            self._separators()
        self._take("}")
        return Object(line, tuple(pairs))

    def _pair(self) -> Pair:
        word = self._word
        key = self._text(self._take("string")) if word.kind == "string" else self._take("name").text
        self._take(":")
        return Pair(word.line, key, self.value())

    def _array(self) -> Node:
        line = self._take("[").line
        if self._took("for"):
            return self._loop(line)
        items = []
        self._separators()
        while not self._looking_at("]"):
            items.append(self.expression())
            self._separators()
        self._take("]")
        return Array(line, tuple(items))

    def _loop(self, line: int) -> Loop:
        names = [self._loop_name()] if not self._took("(") else [self._loop_name(), self._second_name()]
        if not self._took("in"):
            raise BicepError(line, "expected 'in'")
        over = self.expression()
        self._take(":")
        loop = Loop(line, tuple(names), over, self.value())
        self._take("]")
        return loop

    def _loop_name(self) -> str:
        return self._take("name").text

    def _second_name(self) -> str:
        self._take(",")
        name = self._take("name").text
        self._take(")")
        return name

    def _separators(self) -> None:
        while self._looking_at("line", ","):
            self._at += 1

"""The operands of C# expressions: literals, names, `new`, and the members, calls and indexers behind them."""

from abc import ABC, abstractmethod
from decimal import Decimal

from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.syntax.cursor import KEYWORD_TYPES, Cursor
from local.gateway.expressions.syntax.nodes import Argument, Expression, MemberInitialiser
from local.gateway.expressions.syntax.tokens import Hole, SyntaxFault, Token

MAX_WIDTH_DIGITS = 4
INT_MAX = 2**31 - 1
_CONSTANTS = {"true": (True, "bool"), "false": (False, "bool"), "null": (None, "null")}
_AFTER_TYPE_ARGUMENTS = frozenset({
    "(", ")", "]", "}", ":", ";", ",", ".", "?", "==", "!=", "|", "^", "&&", "||", "&", "[",
})  # fmt: skip


class OperandParser(Cursor, ABC):
    """Operands; what holds them is for the classes that extend this one."""

    @abstractmethod
    def expression(self) -> Expression: ...

    @abstractmethod
    def block(self) -> nodes.Block: ...

    @abstractmethod
    def nested(self, tokens: tuple[Token, ...]) -> "OperandParser": ...

    def postfix(self) -> Expression:
        found = self._postfix(self._primary())
        while operator := self.accept("++", "--"):
            found = nodes.Increment(operator.offset, operator.text, found, prefix=False)
        return found

    def _postfix(self, found: Expression) -> Expression:
        while True:
            token = self.token
            if self.at_text(".", "(", "["):
                found = self._access(found)
            elif self.at_text("?") and self.ahead().text in {".", "["}:
                self.advance()
                rest = self._access(nodes.Receiver(token.offset))
                return nodes.NullConditional(token.offset, found, self._postfix(rest))
            else:
                return found

    def _access(self, target: Expression) -> Expression:
        if self.accept("."):
            return self._member(target)
        opening = self.advance()
        if opening.text == "(":
            return nodes.Call(opening.offset, target, self._arguments())
        argument = self.expression()
        self.expect("]")
        return nodes.Index(opening.offset, target, argument)

    def _member(self, target: Expression) -> Expression:
        name = self.expect_name()
        return nodes.Member(name.offset, target, name.text.removeprefix("@"), self._type_arguments())

    def _type_arguments(self) -> tuple[nodes.TypeName, ...]:
        start = self.at
        arguments = self.try_type_arguments() if self.at_text("<") else None
        if arguments and (self.token.text in _AFTER_TYPE_ARGUMENTS or self.token.kind == "end"):
            return arguments
        self.at = start
        return ()

    def _arguments(self) -> tuple[Argument, ...]:
        return tuple(self.separated(self._argument, ")"))

    def _argument(self) -> Argument:
        offset = self.token.offset
        name = ""
        if self.at_name() and self.ahead().text == ":":
            name = self.advance().text
            self.advance()
        if self.accept("out"):
            return Argument(offset, self._out(), name, out=True)
        return Argument(offset, self.expression(), name)

    def _out(self) -> Expression:
        offset = self.token.offset
        if self.at_name() and self.ahead().text in {",", ")"}:
            return nodes.Name(offset, self.advance().text)
        return nodes.OutDeclaration(offset, self.type_name(), self.expect_name().text)

    def _primary(self) -> Expression:
        token = self.token
        if token.kind == "number":
            return _number(self.advance())
        if token.kind in {"string", "char"}:
            return nodes.Literal(token.offset, self.advance().value, token.kind)
        if token.kind == "interpolated":
            return self._interpolated(self.advance())
        if self.accept("("):
            inner = self.expression()
            self.expect(")")
            return inner
        return self._named()

    def _named(self) -> Expression:
        token = self.token
        if token.text in _CONSTANTS and token.kind == "name":
            return nodes.Literal(self.advance().offset, *_CONSTANTS[token.text])
        if self.at_text(*KEYWORD_TYPES):
            return nodes.PredefinedType(token.offset, nodes.TypeName(token.offset, self.advance().text))
        if self.accept("new"):
            return self._new(token.offset)
        if self.accept("typeof"):
            self.expect("(")
            found: Expression = nodes.TypeOf(token.offset, self.type_name())
            self.expect(")")
            return found
        if self.accept("default"):
            return self._default(token.offset)
        if not self.at_name():
            raise self.fault("expected a value")
        return self._name()

    def _name(self) -> Expression:
        """A variable, or the first part of a type's or namespace's name, perhaps with type arguments."""
        token = self.advance()
        arguments = self._type_arguments()
        if arguments:
            return nodes.PredefinedType(token.offset, nodes.TypeName(token.offset, token.text, arguments))
        return nodes.Name(token.offset, token.text.removeprefix("@"))

    def _default(self, offset: int) -> Expression:
        if not self.accept("("):
            return nodes.Default(offset, None)
        found = nodes.Default(offset, self.type_name())
        self.expect(")")
        return found

    def _new(self, offset: int) -> Expression:
        if self.accept("{"):
            return nodes.NewAnonymous(offset, tuple(self.separated(self._anonymous_member, "}")))
        if self.at_text("["):
            return self._new_array(offset, None)
        type_name = self.type_name(sized=True)
        if self.at_text("["):
            return self._new_array(offset, type_name)
        if not self.at_text("(", "{"):
            raise self.fault("expected '('")
        arguments = self._arguments() if self.accept("(") else ()
        initialisers = self.separated(self._initialiser, "}") if self.accept("{") else ()
        return nodes.New(offset, type_name, arguments, tuple(initialisers))

    def _new_array(self, offset: int, type_name: nodes.TypeName | None) -> Expression:
        self.expect("[")
        size = None if self.at_text("]") else self.expression()
        self.expect("]")
        items = tuple(self.separated(self.expression, "}")) if self.accept("{") else None
        if size is None and items is None:
            raise self.fault("expected '{'")
        return nodes.NewArray(offset, type_name, size, items)

    def _anonymous_member(self) -> tuple[str, Expression]:
        if self.at_name() and self.ahead().text == "=":
            name = self.advance().text
            self.advance()
            return name, self.expression()
        offset = self.token.offset
        value = self.expression()
        if not isinstance(value, nodes.Name | nodes.Member):
            raise SyntaxFault(offset, "a member of an anonymous type needs a name")
        return value.name, value

    def _initialiser(self) -> MemberInitialiser:
        offset = self.token.offset
        if self.accept("["):
            key = self.expression()
            self.expect("]")
            self.expect("=")
            return MemberInitialiser(offset, (self.expression(),), key=key)
        if self.accept("{"):
            return MemberInitialiser(offset, tuple(self.separated(self.expression, "}")))
        if self.at_name() and self.ahead().text == "=":
            name = self.advance().text
            self.advance()
            return MemberInitialiser(offset, (self.expression(),), name=name)
        return MemberInitialiser(offset, (self.expression(),))

    def _interpolated(self, token: Token) -> Expression:
        parts = [self._hole(part) if isinstance(part, Hole) else part for part in token.parts]
        return nodes.Interpolated(token.offset, tuple(part for part in parts if part != ""))

    def width(self) -> int:
        token = self.advance()
        if not token.text.isdecimal() or len(token.text) > MAX_WIDTH_DIGITS:
            raise SyntaxFault(token.offset, "expected a width")
        return int(token.text)

    def _hole(self, hole: Hole) -> nodes.FilledHole:
        inside = self.nested(hole.tokens)
        offset = inside.token.offset
        value = inside.expression()
        alignment = 0
        if inside.accept(","):
            sign = -1 if inside.accept("-") else 1
            alignment = sign * inside.width()
        if inside.token.kind != "end":
            raise inside.fault("expected '}'")
        return nodes.FilledHole(offset, value, alignment, hole.format)


def _number(token: Token) -> nodes.Literal:
    text = token.text.replace("_", "").lower()
    if text.startswith(("0x", "0b")):
        digits = text.rstrip("ul")
        return _integer(token, int(digits, 0), text[len(digits) :])
    digits = text.rstrip("fdmul")
    suffix = text[len(digits) :]
    if suffix == "m":
        return nodes.Literal(token.offset, Decimal(digits), "decimal")
    if suffix in {"f", "d"} or "." in digits or "e" in digits:
        return nodes.Literal(token.offset, float(digits), "float" if suffix == "f" else "double")
    return _integer(token, int(digits), suffix)


def _integer(token: Token, value: int, suffix: str) -> nodes.Literal:
    kinds = {
        "": "int" if value <= INT_MAX else "long",
        "u": "uint",
        "l": "long",
        "ul": "ulong",
        "lu": "ulong",
    }
    return nodes.Literal(token.offset, value, kinds[suffix])

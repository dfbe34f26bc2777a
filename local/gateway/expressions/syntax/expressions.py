"""The expressions of C# 7, read by precedence climbing."""

from collections.abc import Callable

from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.syntax.cursor import KEYWORD_TYPES
from local.gateway.expressions.syntax.nodes import Expression, TypeName
from local.gateway.expressions.syntax.operands import OperandParser

PRECEDENCE = {
    operator: level
    for level, operators in enumerate(
        ["??", "||", "&&", "|", "^", "&", "== !=", "< > <= >= is as", "<< >>", "+ -", "* / %"]
    )
    for operator in operators.split()
}
ASSIGNMENTS = frozenset(["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="])
PREFIXES = frozenset(["!", "-", "+", "~"])


class ExpressionParser(OperandParser):
    """Expressions, from the loosest operator to the tightest."""

    def expression(self) -> Expression:
        self.enter()
        found = self._assignment()
        self.leave()
        return found

    def _assignment(self) -> Expression:
        if self._at_lambda():
            return self._lambda()
        if self.at_text("throw"):
            return nodes.Throw(self.advance().offset, self.expression())
        left = self._conditional()
        if operator := self.accept(*ASSIGNMENTS):
            return nodes.Assignment(operator.offset, operator.text, left, self.expression())
        return left

    def _conditional(self) -> Expression:
        condition = self._binary(0)
        if not (mark := self.accept("?")):
            return condition
        when_true = self.expression()
        self.expect(":")
        return nodes.Conditional(mark.offset, condition, when_true, self.expression())

    def _binary(self, lowest: int) -> Expression:
        left = self.unary()
        while (level := PRECEDENCE.get(self._operator(), -1)) >= lowest:
            left = self._operation(left, level)
        return left

    def _operator(self) -> str:
        """The binary operator here; two adjacent `>` are one."""
        token = self.token
        if token.text == ">" and self.ahead().text == ">" and self.ahead().offset == token.end:
            return ">>"
        return token.text if token.kind in {"operator", "name"} else ""

    def _operation(self, left: Expression, level: int) -> Expression:
        operator = self._operator()
        offset = self.advance().offset
        if operator == ">>":
            self.advance()
        if operator == "as":
            return nodes.As(offset, left, self.type_name())
        if operator == "is":
            return self._is(offset, left)
        right = self._fallback() if operator == "??" else self._binary(level + 1)
        return nodes.Binary(offset, operator, left, right)

    def _fallback(self) -> Expression:
        if self.at_text("throw"):
            return nodes.Throw(self.advance().offset, self.expression())
        return self._binary(0)

    def _is(self, offset: int, left: Expression) -> Expression:
        start = self.at
        type_name = self.try_type()
        if type_name is None or self.at_text(".", "("):
            self.at = start
            return nodes.Is(offset, left, None, value=self._binary(PRECEDENCE["<<"]))
        name = self.advance().text if self.at_name() else ""
        return nodes.Is(offset, left, type_name, name)

    def unary(self) -> Expression:
        token = self.token
        if token.kind == "operator" and token.text in PREFIXES:
            return nodes.Unary(self.advance().offset, token.text, self._nested(self.unary))
        if self.at_text("++", "--"):
            return nodes.Increment(self.advance().offset, token.text, self.unary(), prefix=True)
        if (type_name := self._cast_type()) is not None:
            return nodes.Cast(token.offset, type_name, self._nested(self.unary))
        return self.postfix()

    def _nested(self, parse: Callable[[], Expression]) -> Expression:
        self.enter()
        found = parse()
        self.leave()
        return found

    def _cast_type(self) -> TypeName | None:
        """The type of a cast that begins here; or nothing, and no token is read."""
        start = self.at
        if self.accept("("):
            found = self.try_type()
            if found is not None and self.accept(")") and self._casts(found):
                return found
        self.at = start
        return None

    def _casts(self, type_name: TypeName) -> bool:
        """Whether what follows `(type)` makes it a cast: C# §12.9.7."""
        follows = self.token
        if follows.kind == "operator":
            certain = type_name.name in KEYWORD_TYPES or bool(type_name.ranks or type_name.nullable)
            return follows.text in {"(", "!", "~"} or (certain and follows.text in PREFIXES)
        return follows.kind != "end" and follows.text not in {"as", "is"}

    def _at_lambda(self) -> bool:
        if self.at_name():
            return self.ahead().text == "=>"
        if not self.at_text("("):
            return False
        distance, depth = 1, 1
        while depth and self.ahead(distance).kind != "end":
            depth += {"(": 1, ")": -1}.get(self.ahead(distance).text, 0)
            distance += 1
        return self.ahead(distance).text == "=>"

    def _lambda(self) -> nodes.Lambda:
        offset = self.token.offset
        if self.at_name():
            parameters: list[tuple[TypeName | None, str]] = [(None, self.advance().text)]
        else:
            self.expect("(")
            parameters = self.separated(self.parameter, ")")
        self.expect("=>")
        body = self.block() if self.at_text("{") else self.expression()
        return nodes.Lambda(offset, tuple(parameters), body)

    def parameter(self) -> tuple[TypeName | None, str]:
        typed = self.ahead().text not in {",", ")"}
        return (self.type_name() if typed else None), self.expect_name().text

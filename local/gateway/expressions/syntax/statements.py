"""The statements of C# 7 that a policy expression may hold, and a whole expression's text."""

from collections.abc import Sequence

from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.syntax.expressions import ExpressionParser
from local.gateway.expressions.syntax.nodes import Expression, Statement
from local.gateway.expressions.syntax.tokens import SyntaxFault, Token, tokens

_STATEMENTS_WITH_EFFECT = (nodes.Assignment, nodes.Call, nodes.Increment, nodes.New, nodes.NullConditional)


def parse(text: str) -> Expression | nodes.Block:
    """The tree of a whole `@(…)` or `@{…}`, the text stripped of the spaces around it."""
    parser = StatementParser(list(tokens(text, 1)))
    if parser.at_text("{"):
        found: Expression | nodes.Block = parser.block()
    else:
        parser.expect("(")
        found = parser.expression()
        parser.expect(")")
    if parser.token.kind != "end":
        raise parser.fault("expected the end of the expression")
    return found


class StatementParser(ExpressionParser):
    """Statements, down to the expressions in them."""

    def nested(self, tokens: Sequence[Token]) -> "StatementParser":
        inside = StatementParser(tokens)
        inside.depth = self.depth
        return inside

    def block(self) -> nodes.Block:
        offset = self.expect("{").offset
        statements: list[Statement] = []
        while not self.accept("}"):
            statements.append(self.statement())
        return nodes.Block(offset, tuple(statements))

    def statement(self) -> Statement:
        self.enter()
        token = self.token
        reader = self._READERS.get(token.text) if token.kind in {"name", "operator"} else None
        found = reader(self) if reader else self._simple()
        self.leave()
        return found

    def _simple(self) -> Statement:
        if (function := self._try_local_function()) is not None:
            return function
        found = self._declaration_or_evaluation()
        self.expect(";")
        return found

    def _try_local_function(self) -> Statement | None:
        """`Type Name(parameters) { … }`; or nothing, and no token is read."""
        start, offset = self.at, self.token.offset
        type_name = self.try_type()
        if type_name is None or not self.at_name() or self.ahead().text != "(":
            self.at = start
            return None
        name = self.advance().text
        self.expect("(")
        parameters = tuple(self.separated(self.parameter, ")"))
        if self.accept("=>"):
            body: Expression | nodes.Block = self.expression()
            self.expect(";")
        else:
            body = self.block()
        return nodes.LocalFunction(offset, type_name, name, nodes.Lambda(offset, parameters, body))

    def _declaration_or_evaluation(self) -> Statement:
        start = self.at
        type_name = self.try_type()
        if type_name is not None and self.at_name() and self.ahead().text in {"=", ";", ","}:
            return self._variables(type_name)
        self.at = start
        expression = self.expression()
        if not isinstance(expression, _STATEMENTS_WITH_EFFECT):
            raise SyntaxFault(
                expression.offset, "only assignment, call, increment and new object can be a statement"
            )
        return nodes.Evaluation(expression.offset, expression)

    def _variables(self, type_name: nodes.TypeName) -> nodes.Declaration:
        variables: list[tuple[int, str, Expression | None]] = []
        while True:
            name = self.expect_name()
            value = self._initial_value() if self.accept("=") else None
            variables.append((name.offset, name.text.removeprefix("@"), value))
            if not self.accept(","):
                return nodes.Declaration(type_name.offset, type_name, tuple(variables))

    def _initial_value(self) -> Expression:
        """A value, or the `{ a, b }` that only an array's declaration may have."""
        opening = self.accept("{")
        if opening is None:
            return self.expression()
        return nodes.NewArray(opening.offset, None, None, tuple(self.separated(self.expression, "}")))

    def _constant(self) -> Statement:
        self.advance()
        return self._simple()

    def _empty(self) -> Statement:
        return nodes.Block(self.advance().offset, ())

    def _if(self) -> Statement:
        offset = self.advance().offset
        condition = self._parenthesised()
        then = self.statement()
        return nodes.If(offset, condition, then, self.statement() if self.accept("else") else None)

    def _parenthesised(self) -> Expression:
        self.expect("(")
        found = self.expression()
        self.expect(")")
        return found

    def _return(self) -> Statement:
        offset = self.advance().offset
        value = None if self.at_text(";") else self.expression()
        self.expect(";")
        return nodes.Return(offset, value)

    def _throw(self) -> Statement:
        offset = self.advance().offset
        value = None if self.at_text(";") else self.expression()
        self.expect(";")
        return nodes.Evaluation(offset, nodes.Throw(offset, value))

    def _foreach(self) -> Statement:
        offset = self.advance().offset
        self.expect("(")
        type_name = self.type_name()
        name = self.expect_name().text
        self.expect("in")
        items = self.expression()
        self.expect(")")
        return nodes.ForEach(offset, type_name, name, items, self.statement())

    def _for(self) -> Statement:
        offset = self.advance().offset
        self.expect("(")
        start = () if self.at_text(";") else (self._declaration_or_evaluation(),)
        self.expect(";")
        condition = None if self.at_text(";") else self.expression()
        self.expect(";")
        step = tuple(self.separated(self.expression, ")"))
        return nodes.Loop(offset, start, condition, step, self.statement())

    def _while(self) -> Statement:
        offset = self.advance().offset
        return nodes.Loop(offset, (), self._parenthesised(), (), self.statement())

    def _do(self) -> Statement:
        offset = self.advance().offset
        body = self.statement()
        self.expect("while")
        condition = self._parenthesised()
        self.expect(";")
        return nodes.Loop(offset, (), condition, (), body, test_first=False)

    def _jump(self) -> Statement:
        token = self.advance()
        self.expect(";")
        return nodes.Jump(token.offset, token.text)

    def _switch(self) -> Statement:
        offset = self.advance().offset
        value = self._parenthesised()
        self.expect("{")
        sections: list[nodes.Section] = []
        while not self.accept("}"):
            sections.append(self._section())
        return nodes.Switch(offset, value, tuple(sections))

    def _section(self) -> nodes.Section:
        offset = self.token.offset
        labels: list[Expression | None] = []
        while label := self.accept("case", "default"):
            labels.append(self.expression() if label.text == "case" else None)
            self.expect(":")
        if not labels:
            raise self.fault("expected 'case'")
        statements: list[Statement] = []
        while not self.at_text("case", "default", "}"):
            statements.append(self.statement())
        return nodes.Section(offset, tuple(labels), tuple(statements))

    def _try(self) -> Statement:
        offset = self.advance().offset
        body = self.block()
        catches: list[nodes.Catch] = []
        while self.at_text("catch"):
            catches.append(self._catch())
        finally_ = self.block() if self.accept("finally") else None
        if not catches and finally_ is None:
            raise self.fault("expected 'catch' or 'finally'")
        return nodes.Try(offset, body, tuple(catches), finally_)

    def _catch(self) -> nodes.Catch:
        offset = self.advance().offset
        type_name, name = None, ""
        if self.accept("("):
            type_name = self.type_name()
            name = self.advance().text if self.at_name() else ""
            self.expect(")")
        condition = self._parenthesised() if self.accept("when") else None
        return nodes.Catch(offset, type_name, name, condition, self.block())

    def _using(self) -> Statement:
        """What `using` disposes of holds no resource here: it is a block with a variable."""
        offset = self.advance().offset
        self.expect("(")
        held = self._declaration_or_evaluation()
        self.expect(")")
        return nodes.Block(offset, (held, self.statement()))

    _READERS = {  # noqa: RUF012 - a constant
        "{": block,
        ";": _empty,
        "if": _if,
        "return": _return,
        "throw": _throw,
        "foreach": _foreach,
        "for": _for,
        "while": _while,
        "do": _do,
        "break": _jump,
        "continue": _jump,
        "switch": _switch,
        "try": _try,
        "using": _using,
        "const": _constant,
    }

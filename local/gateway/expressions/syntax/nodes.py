"""The syntax tree of the C# that policies use; `offset` is where a node begins in the expression's text.

One file, longer than others, because it is the whole grammar at one glance.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    offset: int


class Expression(Node):
    """Something that has a value."""

    __slots__ = ()


class Statement(Node):
    """Something that is done."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TypeName(Node):
    """`Namespace.Name<A, B>[]?`; `ranks` counts the pairs of brackets."""

    name: str
    arguments: "tuple[TypeName, ...]" = ()
    ranks: int = 0
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Literal(Expression):
    value: object
    type: str


@dataclass(frozen=True, slots=True)
class FilledHole(Node):
    value: Expression
    alignment: int
    format: str


@dataclass(frozen=True, slots=True)
class Interpolated(Expression):
    parts: tuple[str | FilledHole, ...]


@dataclass(frozen=True, slots=True)
class Name(Expression):
    name: str


@dataclass(frozen=True, slots=True)
class PredefinedType(Expression):
    """A type named in an expression by a keyword, as `string` in `string.Join`."""

    type: TypeName


@dataclass(frozen=True, slots=True)
class Member(Expression):
    target: Expression
    name: str
    type_arguments: tuple[TypeName, ...] = ()


@dataclass(frozen=True, slots=True)
class Argument(Node):
    """An argument; an `out` one has the variable as its value, or the type and name that declare it."""

    value: Expression
    name: str = ""
    out: bool = False


@dataclass(frozen=True, slots=True)
class OutDeclaration(Expression):
    type: TypeName
    name: str


@dataclass(frozen=True, slots=True)
class Call(Expression):
    target: Expression
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Index(Expression):
    target: Expression
    argument: Expression


@dataclass(frozen=True, slots=True)
class NullConditional(Expression):
    """`target?.rest`: the rest is evaluated on the `Receiver`, or not at all."""

    target: Expression
    rest: Expression


@dataclass(frozen=True, slots=True)
class Receiver(Expression):
    """The value that a null-conditional access found not to be null."""


@dataclass(frozen=True, slots=True)
class Unary(Expression):
    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Increment(Expression):
    operator: str
    target: Expression
    prefix: bool


@dataclass(frozen=True, slots=True)
class Binary(Expression):
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Conditional(Expression):
    condition: Expression
    when_true: Expression
    when_false: Expression


@dataclass(frozen=True, slots=True)
class Assignment(Expression):
    operator: str
    target: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class Cast(Expression):
    type: TypeName
    operand: Expression


@dataclass(frozen=True, slots=True)
class As(Expression):
    operand: Expression
    type: TypeName


@dataclass(frozen=True, slots=True)
class Is(Expression):
    """`operand is Type name`, or `operand is value`."""

    operand: Expression
    type: TypeName | None
    name: str = ""
    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Lambda(Expression):
    parameters: tuple[tuple[TypeName | None, str], ...]
    body: "Expression | Block"


@dataclass(frozen=True, slots=True)
class MemberInitialiser(Node):
    """`Name = value`, `["key"] = value` or `{ arguments }` of an initialiser."""

    values: tuple[Expression, ...]
    name: str = ""
    key: Expression | None = None


@dataclass(frozen=True, slots=True)
class New(Expression):
    type: TypeName
    arguments: tuple[Argument, ...]
    initialisers: tuple[MemberInitialiser, ...] = ()


@dataclass(frozen=True, slots=True)
class NewArray(Expression):
    type: TypeName | None
    size: Expression | None
    items: tuple[Expression, ...] | None


@dataclass(frozen=True, slots=True)
class NewAnonymous(Expression):
    members: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Default(Expression):
    type: TypeName | None


@dataclass(frozen=True, slots=True)
class TypeOf(Expression):
    type: TypeName


@dataclass(frozen=True, slots=True)
class Throw(Expression):
    value: Expression | None


@dataclass(frozen=True, slots=True)
class Block(Statement):
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Declaration(Statement):
    type: TypeName
    variables: tuple[tuple[int, str, Expression | None], ...]


@dataclass(frozen=True, slots=True)
class LocalFunction(Statement):
    type: TypeName
    name: str
    function: Lambda


@dataclass(frozen=True, slots=True)
class Evaluation(Statement):
    expression: Expression


@dataclass(frozen=True, slots=True)
class If(Statement):
    condition: Expression
    then: Statement
    otherwise: Statement | None


@dataclass(frozen=True, slots=True)
class Return(Statement):
    value: Expression | None


@dataclass(frozen=True, slots=True)
class ForEach(Statement):
    type: TypeName
    name: str
    items: Expression
    body: Statement


@dataclass(frozen=True, slots=True)
class Loop(Statement):
    """`for`, `while` and, tested after the body, `do`."""

    start: tuple[Statement, ...]
    condition: Expression | None
    step: tuple[Expression, ...]
    body: Statement
    test_first: bool = True


@dataclass(frozen=True, slots=True)
class Jump(Statement):
    """`break` or `continue`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Section(Node):
    """The labels of a switch section, `None` for `default`, and what they lead to."""

    labels: tuple[Expression | None, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Switch(Statement):
    value: Expression
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Catch(Node):
    type: TypeName | None
    name: str
    condition: Expression | None
    body: Block


@dataclass(frozen=True, slots=True)
class Try(Statement):
    body: Block
    catches: tuple[Catch, ...]
    finally_: Block | None

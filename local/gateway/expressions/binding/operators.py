"""Operators of expressions, with the types they need and give."""

from collections.abc import Callable
from typing import Any

from local.gateway.expressions.binding import nullables
from local.gateway.expressions.binding.binder import Binder, common_type
from local.gateway.expressions.binding.scope import Bound, Frame, Run
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types import arithmetic
from local.gateway.expressions.types.declaration import BOOL, CHAR, DYNAMIC, INT, NULL, OBJECT, STRING, Type

XNAMESPACE = Type("XNamespace")
NUMBERS = ("sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "decimal")
VALUE_TYPES = frozenset(
    {*NUMBERS, "bool", "char", "string", "Guid", "DateTime", "DateTimeOffset", "TimeSpan", "dynamic"}
)
JSON_TYPES = frozenset({"JToken", "JObject", "JArray", "JValue", "JProperty"})
_COMPARISONS = frozenset({"<", ">", "<=", ">="})


def bind_binary(binder: Binder, node: nodes.Binary) -> Bound:
    if node.operator in {"&&", "||"}:
        return _logical(binder, node)
    left, right = binder.bind(node.left), binder.bind(node.right)
    if node.operator == "??":
        return _coalesce(left, right)
    if node.operator in {"==", "!="}:
        return _equality(binder, node, left, right)
    return combine(binder, node, node.operator, left, right)


def _logical(binder: Binder, node: nodes.Binary) -> Bound:
    left, right = binder.condition(node.left), binder.condition(node.right)
    if node.operator == "&&":
        return Bound(lambda frame: arithmetic.truth(left(frame)) and arithmetic.truth(right(frame)), BOOL)
    return Bound(lambda frame: arithmetic.truth(left(frame)) or arithmetic.truth(right(frame)), BOOL)


def _coalesce(left: Bound, right: Bound) -> Bound:
    def run(frame: Frame) -> object:
        value = left.run(frame)
        return right.run(frame) if value is None else value

    if left.type.nullable and not right.type.nullable and right.type != NULL:
        return Bound(run, common_type(left.type.underlying, right.type))
    return Bound(run, common_type(left.type, right.type))


def _equality(binder: Binder, node: nodes.Binary, left: Bound, right: Bound) -> Bound:
    types = {left.type.name, right.type.name}
    if types & JSON_TYPES and types & {"string", "int", "bool"}:
        raise binder.fault(
            node, f"operator '{node.operator}' cannot be applied to '{left.type}' and '{right.type}'"
        )
    equal = _equal_run(left, right)
    if node.operator == "==":
        return Bound(equal, BOOL)
    return Bound(lambda frame: not equal(frame), BOOL)


def _equal_run(left: Bound, right: Bound) -> Run:
    """Null is tested by identity, values by value, what C# sees as `object` by reference."""
    first, second = left.run, right.run
    if right.type == NULL:
        return lambda frame: first(frame) is None
    if left.type == NULL:
        return lambda frame: second(frame) is None
    if OBJECT in {left.type, right.type} or {left.type.name, right.type.name} <= JSON_TYPES:
        return lambda frame: arithmetic.same_object(first(frame), second(frame))
    if left.type == STRING and right.type == STRING:
        return lambda frame: first(frame) == second(frame)
    return lambda frame: arithmetic.equal(first(frame), second(frame))


def combine(binder: Binder, node: nodes.Node, operator: str, left: Bound, right: Bound) -> Bound:
    """`left operator right`, neither logical nor `==`."""
    first, second = left.run, right.run
    if operator == "+" and left.type == XNAMESPACE:
        return Bound(lambda frame: first(frame) + second(frame), Type("XName"))
    if operator == "+" and STRING in {left.type, right.type}:
        return Bound(lambda frame: arithmetic.concatenate(first(frame), second(frame)), STRING)
    types = {left.type.underlying, right.type.underlying}
    if STRING in types or BOOL in types - _bool_pair(operator):
        raise binder.fault(
            node, f"operator '{operator}' cannot be applied to '{left.type}' and '{right.type}'"
        )
    if operator in arithmetic.SHIFTS:
        return _shifted(binder, operator, left, right)
    work = arithmetic.OPERATORS[operator]
    if operator in _COMPARISONS:
        return Bound(lambda frame: work(first(frame), second(frame)), BOOL)
    return _calculated(
        binder, work, _result(operator, left.type.underlying, right.type.underlying), left, right
    )


def _shifted(binder: Binder, operator: str, left: Bound, right: Bound) -> Bound:
    """A shift has the type of its left side, which tells how far it goes."""
    result = _result(operator, left.type.underlying, INT)
    work = arithmetic.shift(operator, 32 if result.name in {"int", "uint"} else 64)
    return _calculated(binder, work, result, left, right)


def _calculated(
    binder: Binder, work: Callable[[Any, Any], Any], result: Type, left: Bound, right: Bound
) -> Bound:
    first, second = left.run, right.run
    wrap = arithmetic.WRAPS.get(result.name, arithmetic.wrap_long)
    calculate = nullables.lifted(lambda one, other: wrap(work(one, other)), left, right)
    nullable = left.type.nullable or right.type.nullable
    return Bound(
        lambda frame: calculate(first(frame), second(frame)), binder.or_null(result) if nullable else result
    )


def _bool_pair(operator: str) -> set[Type]:
    return {BOOL} if operator in {"&", "|", "^"} else set()


def _result(operator: str, left: Type, right: Type) -> Type:
    if left == BOOL and right == BOOL:
        return BOOL
    if left.name in {*NUMBERS, "char"} and right.name in {*NUMBERS, "char"}:
        return _wider(left, right)
    times = {"DateTime", "DateTimeOffset"}
    if left.name in times and operator == "-" and right.name in times:
        return Type("TimeSpan")
    if left.name in times or (left.name == "TimeSpan" and right.name == "TimeSpan"):
        return left
    return left if left == right else DYNAMIC


def _wider(left: Type, right: Type) -> Type:
    """The numeric type of an operation: at least `int`."""
    ranks = [NUMBERS.index("int" if type_ == CHAR else type_.name) for type_ in (left, right)]
    return Type(NUMBERS[max(*ranks, NUMBERS.index("int"))])


def bind_unary(binder: Binder, node: nodes.Unary) -> Bound:
    if node.operator == "!":
        condition = binder.condition(node.operand)
        return Bound(lambda frame: not arithmetic.truth(condition(frame)), BOOL)
    operand = binder.bind(node.operand)
    if operand.type in {STRING, BOOL}:
        raise binder.fault(node, f"operator '{node.operator}' cannot be applied to '{operand.type}'")
    work = nullables.lifted(arithmetic.PREFIXES[node.operator], operand)
    return Bound(lambda frame: work(operand.run(frame)), operand.type if operand.type != CHAR else INT)


def bind_conditional(binder: Binder, node: nodes.Conditional) -> Bound:
    condition = binder.condition(node.condition)
    when_true, when_false = binder.bind(node.when_true), binder.bind(node.when_false)

    def run(frame: Frame) -> object:
        return when_true.run(frame) if arithmetic.truth(condition(frame)) else when_false.run(frame)

    return Bound(run, common_type(when_true.type, when_false.type))


BINDERS = {
    nodes.Binary: bind_binary,
    nodes.Unary: bind_unary,
    nodes.Conditional: bind_conditional,
}

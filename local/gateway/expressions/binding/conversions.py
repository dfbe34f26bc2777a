"""Casts, type tests, defaults, and the conversions that C# makes by itself."""

from local.gateway.expressions.binding.binder import HERE, Binder
from local.gateway.expressions.binding.lambdas import bind_lambda
from local.gateway.expressions.binding.operators import JSON_TYPES, VALUE_TYPES
from local.gateway.expressions.binding.scope import Bound, Frame
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types.declaration import BOOL, NULL, OBJECT, STRING, Type
from local.gateway.expressions.types.json_tokens import token_of
from local.gateway.expressions.types.scalars import scalar


def bind_cast(binder: Binder, node: nodes.Cast) -> Bound:
    """From `object` a cast only unboxes; from other types it may convert."""
    target = binder.type_argument(node.type)
    if isinstance(node.operand, nodes.Lambda):
        return Bound(bind_lambda(binder, node.operand, target.type.arguments).run, target.type)
    operand = binder.bind(node.operand)
    if operand.type == STRING and target.type.name in VALUE_TYPES - {"string", "dynamic"}:
        raise binder.fault(node, f"cannot convert type 'string' to '{target.type}'")
    convert = target.unbox if operand.type == OBJECT else target.cast
    run = operand.run
    if target.type.nullable:
        return Bound(lambda frame: None if scalar(it := run(frame)) is None else convert(it), target.type)
    return Bound(lambda frame: convert(run(frame)), target.type)


def bind_as(binder: Binder, node: nodes.As) -> Bound:
    operand = binder.bind(node.operand)
    target = binder.type_argument(node.type)

    def run(frame: Frame) -> object:
        value = operand.run(frame)
        return value if target.holds(value) else None

    return Bound(run, target.type)


def bind_is(binder: Binder, node: nodes.Is) -> Bound:
    operand = binder.bind(node.operand)
    if node.type is None:
        return _is_value(binder, node, operand)
    if binder.catalogue.find(node.type.name) is None and node.type.name != "var":
        raise binder.fault(node.type, f"the type '{node.type.name}' is not available {HERE}")
    target = binder.type_argument(node.type)
    if not node.name:
        return Bound(lambda frame: target.holds(operand.run(frame)), BOOL)
    slot = binder.declare(node, node.name, target.type)

    def run(frame: Frame) -> bool:
        value = operand.run(frame)
        frame[slot] = value
        return target.holds(value)

    return Bound(run, BOOL)


def _is_value(binder: Binder, node: nodes.Is, operand: Bound) -> Bound:
    value = binder.bind(node.value or nodes.Literal(node.offset, None, "null"))
    if value.type == NULL:
        return Bound(lambda frame: operand.run(frame) is None, BOOL)
    return Bound(lambda frame: operand.run(frame) == value.run(frame), BOOL)


def bind_default(binder: Binder, node: nodes.Default) -> Bound:
    if node.type is None:
        return Bound(lambda _: None, NULL)
    type_ = binder.type(node.type)
    default = binder.default_of(type_)
    return Bound(lambda _: default, type_)


def bind_typeof(binder: Binder, node: nodes.TypeOf) -> Bound:
    definition = binder.definition(node.type)
    return Bound(lambda _: definition.full_name, Type("Type"))


def assigned(binder: Binder, node: nodes.Node, value: Bound, wanted: Type) -> Bound:
    """The value as a variable of the wanted type takes it."""
    if value.type in {wanted, NULL}:
        return Bound(value.run, wanted)
    if wanted == STRING and value.type.name in (VALUE_TYPES | JSON_TYPES) - {"dynamic"}:
        raise binder.fault(node, f"cannot implicitly convert type '{value.type}' to 'string'")
    run = value.run
    if wanted.name in {"JToken", "JValue"}:
        return Bound(lambda frame: None if (it := run(frame)) is None else token_of(it), wanted)
    if wanted.name in {"double", "float", "decimal", "XName", "XNamespace"}:
        convert = binder.argument_of(wanted).cast
        return Bound(lambda frame: None if (it := run(frame)) is None else convert(it), wanted)
    return Bound(run, wanted)


BINDERS = {
    nodes.Cast: bind_cast,
    nodes.As: bind_as,
    nodes.Is: bind_is,
    nodes.Default: bind_default,
    nodes.TypeOf: bind_typeof,
}

"""Names and members: variables, `context`, types, properties."""

from dataclasses import dataclass

from local.gateway.expressions.binding import nullables
from local.gateway.expressions.binding.binder import HERE, OPEN_TYPES, Binder
from local.gateway.expressions.binding.scope import CONTEXT, Bound, Run, reader
from local.gateway.expressions.errors import ExpressionError, null_reference
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types.catalogue import Catalogue, resolve
from local.gateway.expressions.types.declaration import (
    DYNAMIC,
    NULL,
    Definition,
    Entry,
    Method,
    Property,
    Type,
)
from local.gateway.expressions.types.values import AnonymousObject


@dataclass(frozen=True, slots=True)
class StaticTarget:
    """A type named in front of one of its static members."""

    definition: Definition
    type: Type


def bind_literal(binder: Binder, node: nodes.Literal) -> Bound:
    value = node.value
    if node.type == "char":
        value = binder.catalogue.required("char").cast(value)  # type: ignore[misc] # declared with a cast
    return Bound(lambda _: value, Type(node.type))


def bind_name(binder: Binder, node: nodes.Name) -> Bound:
    found = binder.scope.find(node.name)
    if found is not None:
        variable, depth = found
        return Bound(reader(variable.slot, depth), variable.type)
    if node.name == "context":
        return Bound(lambda frame: frame[CONTEXT], Type("IProxyRequestContext"))
    if binder.catalogue.find(node.name):
        raise binder.fault(node, f"'{node.name}' is a type, but is used like a variable")
    raise binder.fault(node, f"the name '{node.name}' does not exist {HERE}")


def bind_type_name(binder: Binder, node: nodes.PredefinedType) -> Bound:
    raise binder.fault(node, f"'{node.type.name}' is a type, but is used like a variable")


def bind_receiver(binder: Binder, node: nodes.Receiver) -> Bound:
    if binder.receiver is None:
        raise binder.fault(node, "'?.' has nothing in front of it")
    return binder.receiver


def bind_null_conditional(binder: Binder, node: nodes.NullConditional) -> Bound:
    target = binder.bind(node.target)
    slot = binder.scope.function.new_slot()
    outer, binder.receiver = binder.receiver, Bound(reader(slot), target.type.underlying)
    rest = binder.bind(node.rest)
    binder.receiver = outer

    def run(frame: list[object]) -> object:
        frame[slot] = value = target.run(frame)
        return None if value is None else rest.run(frame)

    return Bound(run, binder.or_null(rest.type))


def bind_member(binder: Binder, node: nodes.Member) -> Bound:
    target = bind_target(binder, node.target)
    if isinstance(target, StaticTarget):
        return _static_value(binder, target, node)
    if target.type.name in OPEN_TYPES:
        return Bound(_open_property(binder.catalogue, target.run, node.name), DYNAMIC)
    if node.name in nullables.PROPERTIES and _is_plain_value(binder, target.type):
        return nullables.PROPERTIES[node.name](target)
    entry = instance_entry(binder, target.type, node)
    if isinstance(entry, Method):
        return Bound(_method_group(target.run, entry), DYNAMIC)
    given = binder.catalogue.arguments(target.type) | {"Item": binder.catalogue.item(target.type)}
    return Bound(property_run(target.run, entry), resolve(entry.type, given))


def _is_plain_value(binder: Binder, type_: Type) -> bool:
    """Whether the type is a value type, and none that has a `Value` of its own."""
    definition = binder.argument_of(type_).definition
    return definition.value_type and "Value" not in definition.members


def property_run(target: Run, entry: Property) -> Run:
    get = entry.get

    def run(frame: list[object]) -> object:
        value = target(frame)
        if value is None:
            raise null_reference()
        return get(value)

    return run


def _method_group(target: Run, entry: Method) -> Run:
    return lambda frame: _bound_method(target(frame), entry)


def _bound_method(receiver: object, entry: Method) -> object:
    return lambda *arguments: entry.work(receiver, *arguments)


def _static_value(binder: Binder, target: StaticTarget, node: nodes.Member) -> Bound:
    entry = static_entry(binder, target, node)
    if isinstance(entry, Method):
        work = entry.work
        return Bound(lambda _: work, DYNAMIC)
    get = entry.get
    return Bound(lambda _: get(), entry.type)


def bind_target(binder: Binder, node: nodes.Expression) -> Bound | StaticTarget:
    """What stands in front of a dot: a value, or the name of a type."""
    if isinstance(node, nodes.PredefinedType):
        return StaticTarget(binder.definition(node.type), binder.type(node.type))
    path = _dotted(node)
    root = path.partition(".")[0]
    if not path or root == "context" or binder.scope.find(root):
        return binder.bind(node)
    definition = binder.catalogue.find(path)
    if definition is not None:
        return StaticTarget(definition, Type(definition.name))
    if not _begins_with_type(binder, path):
        raise binder.fault(_first(node), f"the type or name '{path}' is not available {HERE}")
    return binder.bind(node)


def _dotted(node: nodes.Expression) -> str:
    """`A.B.C` as text; nothing for any other expression."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Member):
        outer = _dotted(node.target)
        return f"{outer}.{node.name}" if outer else ""
    return ""


def _first(node: nodes.Expression) -> nodes.Expression:
    return _first(node.target) if isinstance(node, nodes.Member) else node


def _begins_with_type(binder: Binder, path: str) -> bool:
    while path := path.rpartition(".")[0]:
        if binder.catalogue.find(path):
            return True
    return False


def instance_entry(binder: Binder, type_: Type, node: nodes.Member) -> Entry:
    if type_ == NULL:
        raise binder.fault(node, f"operator '.' cannot be applied to null: '{node.name}'")
    entry = binder.catalogue.member(type_.name, node.name)
    if entry is None:
        raise binder.fault(node, f"'{type_}' has no member '{node.name}' {HERE}")
    return entry


def static_entry(binder: Binder, target: StaticTarget, node: nodes.Member) -> Entry:
    entry = target.definition.statics.get(node.name)
    if entry is None:
        raise binder.fault(
            node,
            f"'{target.definition.name}' has no static member '{node.name}' {HERE}",
        )
    return entry


def open_entry(catalogue: Catalogue, value: object, name: str) -> Entry:
    """The member of a value whose type was not known before."""
    if value is None:
        raise null_reference()
    definition = catalogue.of_value(value)
    entry = catalogue.member(definition.name, name)
    if entry is None:
        raise ExpressionError(
            "RuntimeBinderException", f"'{definition.name}' does not contain a definition for '{name}'"
        )
    return entry


def _open_property(catalogue: Catalogue, target: Run, name: str) -> Run:
    def run(frame: list[object]) -> object:
        value = target(frame)
        if isinstance(value, AnonymousObject) and name in value:
            return value[name]
        entry = open_entry(catalogue, value, name)
        return _bound_method(value, entry) if isinstance(entry, Method) else entry.get(value)

    return run


BINDERS = {
    nodes.Literal: bind_literal,
    nodes.Name: bind_name,
    nodes.PredefinedType: bind_type_name,
    nodes.Receiver: bind_receiver,
    nodes.NullConditional: bind_null_conditional,
    nodes.Member: bind_member,
}

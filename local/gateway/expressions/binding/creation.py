"""`new`: objects, arrays, anonymous objects; and interpolated strings."""

from collections.abc import Callable, Sequence

from local.gateway.expressions.binding.arguments import bind_arguments
from local.gateway.expressions.binding.binder import HERE, Binder, common_type
from local.gateway.expressions.binding.calls import check_signature, invocation
from local.gateway.expressions.binding.scope import Bound, Frame, Run
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types.arithmetic import check_length
from local.gateway.expressions.types.declaration import (
    DYNAMIC,
    STRING,
    Definition,
    Property,
    Type,
    array_of,
)
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.values import AnonymousObject

Fill = Callable[[Frame, object], None]


def bind_new(binder: Binder, node: nodes.New) -> Bound:
    definition = binder.definition(node.type)
    if definition.create is None:
        raise binder.fault(node, f"'{node.type.name}' cannot be created {HERE}")
    arguments = bind_arguments(binder, node.arguments, definition.create, {})
    check_signature(binder, node, definition.create, len(arguments.positional), arguments.named)
    create = invocation(definition.create.work, arguments.positional, arguments.named)
    fills = [_fill(binder, definition, initialiser) for initialiser in node.initialisers]
    return Bound(_filled(create, fills) if fills else create, binder.type(node.type))


def _filled(create: Run, fills: Sequence[Fill]) -> Run:
    def run(frame: Frame) -> object:
        created = create(frame)
        for fill in fills:
            fill(frame, created)
        return created

    return run


def _fill(binder: Binder, definition: Definition, node: nodes.MemberInitialiser) -> Fill:
    values = [binder.run(value) for value in node.values]
    if node.key is not None:
        return _fill_index(binder, definition, node, values[0])
    if node.name:
        return _fill_property(binder, definition, node, values[0])
    add = definition.add
    if add is None:
        raise binder.fault(node, f"'{definition.name}' is not a collection")
    return lambda frame, created: add(created, *[value(frame) for value in values])


def _fill_index(binder: Binder, definition: Definition, node: nodes.MemberInitialiser, value: Run) -> Fill:
    set_index = definition.set_index
    if set_index is None or node.key is None:
        raise binder.fault(node, f"'{definition.name}' has no indexer that can be set")
    key = binder.run(node.key)
    return lambda frame, created: set_index(created, key(frame), value(frame))


def _fill_property(binder: Binder, definition: Definition, node: nodes.MemberInitialiser, value: Run) -> Fill:
    entry = binder.catalogue.member(definition.name, node.name)
    if not isinstance(entry, Property) or entry.set is None:
        raise binder.fault(node, f"'{definition.name}' has no property '{node.name}' that can be set")
    set_ = entry.set
    return lambda frame, created: set_(created, value(frame))


def bind_new_array(binder: Binder, node: nodes.NewArray) -> Bound:
    items = [binder.bind(item) for item in node.items or ()]
    item_type = binder.type(node.type) if node.type is not None else _common(items)
    if node.items is not None:
        return Bound(_array(item_type, [item.run for item in items]), array_of(item_type))
    size = binder.run(node.size or nodes.Literal(node.offset, 0, "int"))
    default = binder.default_of(item_type)
    return Bound(lambda frame: _empty_array(item_type, size(frame), default), array_of(item_type))


def _common(items: Sequence[Bound]) -> Type:
    found = items[0].type if items else DYNAMIC
    for item in items[1:]:
        found = common_type(found, item.type)
    return found


def _array(item_type: Type, items: Sequence[Run]) -> Run:
    if item_type.name == "byte":
        return lambda frame: bytearray([item(frame) for item in items])
    return lambda frame: [item(frame) for item in items]


def _empty_array(item_type: Type, size: int, default: object) -> object:
    check_length(size)
    return bytearray(size) if item_type.name == "byte" else [default] * size


def bind_new_anonymous(binder: Binder, node: nodes.NewAnonymous) -> Bound:
    members = [(name, binder.run(value)) for name, value in node.members]
    return Bound(lambda frame: AnonymousObject({name: value(frame) for name, value in members}), DYNAMIC)


def bind_interpolated(binder: Binder, node: nodes.Interpolated) -> Bound:
    parts = [_part(binder, part) for part in node.parts]
    return Bound(lambda frame: "".join([part(frame) for part in parts]), STRING)


def _part(binder: Binder, part: "str | nodes.FilledHole") -> Run:
    if isinstance(part, str):
        return lambda _: part
    run, width, format_ = binder.run(part.value), part.alignment, part.format
    if width > 0:
        return lambda frame: text_of(run(frame), format_).rjust(width)
    if width < 0:
        return lambda frame: text_of(run(frame), format_).ljust(-width)
    return lambda frame: text_of(run(frame), format_)


BINDERS = {
    nodes.New: bind_new,
    nodes.NewArray: bind_new_array,
    nodes.NewAnonymous: bind_new_anonymous,
    nodes.Interpolated: bind_interpolated,
}

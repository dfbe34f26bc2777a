"""Indexers, and what gives a variable, an element or a property a new value."""

from collections.abc import Callable
from dataclasses import dataclass

from local.gateway.expressions.binding.binder import OPEN_TYPES, Binder
from local.gateway.expressions.binding.conversions import assigned
from local.gateway.expressions.binding.names import StaticTarget, bind_target, instance_entry
from local.gateway.expressions.binding.operators import NUMBERS, combine
from local.gateway.expressions.binding.scope import Bound, Frame, reader, store
from local.gateway.expressions.errors import ExpressionError, null_reference
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types.catalogue import ARRAY, Catalogue, resolve
from local.gateway.expressions.types.declaration import DYNAMIC, INT, Definition, Property


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value can be read and written."""

    value: Bound
    write: Callable[[Frame, object], None]


def bind_index(binder: Binder, node: nodes.Index) -> Bound:
    target, key = binder.bind(node.target), binder.bind(node.argument)
    run, at = target.run, key.run
    if target.type.name in OPEN_TYPES:
        catalogue = binder.catalogue
        return Bound(lambda frame: _open_index(catalogue, run(frame), at(frame)), DYNAMIC)
    definition = _indexed(binder, node, target)
    if definition.index is None:
        raise binder.fault(node, f"cannot apply indexing with [] to '{target.type}'")
    get = definition.index.work
    given = {"Item": binder.catalogue.item(target.type)} | binder.catalogue.arguments(target.type)
    return Bound(
        lambda frame: get(_not_null(run(frame)), at(frame)), resolve(definition.index.returns, given)
    )


def _indexed(binder: Binder, node: nodes.Index, target: Bound) -> Definition:
    name = target.type.name
    definition = binder.catalogue.find(ARRAY if name == ARRAY else name)
    while definition is not None and definition.index is None and definition.bases:
        definition = binder.catalogue.find(definition.bases[0])
    if definition is None:
        raise binder.fault(node, f"cannot apply indexing with [] to '{target.type}'")
    return definition


def _not_null(value: object) -> object:
    if value is None:
        raise null_reference()
    return value


def _open_definition(catalogue: Catalogue, value: object) -> Definition:
    definition = catalogue.of_value(_not_null(value))
    while definition.index is None and definition.bases:
        definition = catalogue.required(definition.bases[0])
    return definition


def _open_index(catalogue: Catalogue, value: object, key: object) -> object:
    definition = _open_definition(catalogue, value)
    if definition.index is None:
        raise _no_indexer(definition)
    return definition.index.work(value, key)


def _no_indexer(definition: Definition) -> ExpressionError:
    return ExpressionError(
        "RuntimeBinderException",
        f"Cannot apply indexing with [] to an expression of type '{definition.name}'",
    )


def bind_place(binder: Binder, node: nodes.Expression) -> Place:
    if isinstance(node, nodes.Name) and (found := binder.scope.find(node.name)):
        variable, depth = found
        value = Bound(reader(variable.slot, depth), variable.type)
        return Place(value, lambda frame, new: store(frame, variable.slot, depth, new))
    if isinstance(node, nodes.Index):
        return _element(binder, node)
    if isinstance(node, nodes.Member):
        return _property(binder, node)
    raise binder.fault(node, "the left side of an assignment must be a variable, property or indexer")


def _element(binder: Binder, node: nodes.Index) -> Place:
    target, key = binder.bind(node.target), binder.bind(node.argument)
    value = bind_index(binder, node)
    if target.type.name in OPEN_TYPES:
        catalogue = binder.catalogue
        return Place(
            value,
            lambda frame, new: _open_set(catalogue, target.run(frame), key.run(frame), new),
        )
    set_index = _indexed(binder, node, target).set_index
    if set_index is None:
        raise binder.fault(node, f"an element of '{target.type}' cannot be assigned to; it is read only")
    return Place(value, lambda frame, new: set_index(_not_null(target.run(frame)), key.run(frame), new))


def _open_set(catalogue: Catalogue, value: object, key: object, new: object) -> None:
    definition = _open_definition(catalogue, value)
    if definition.set_index is None:
        raise _no_indexer(definition)
    definition.set_index(value, key, new)


def _property(binder: Binder, node: nodes.Member) -> Place:
    target = bind_target(binder, node.target)
    if isinstance(target, StaticTarget) or target.type.name in OPEN_TYPES:
        raise binder.fault(node, f"'{node.name}' cannot be assigned to; it is read only")
    entry = instance_entry(binder, target.type, node)
    if not isinstance(entry, Property) or entry.set is None:
        raise binder.fault(node, f"'{node.name}' cannot be assigned to; it is read only")
    get, set_ = entry.get, entry.set
    return Place(
        Bound(lambda frame: get(_not_null(target.run(frame))), entry.type),
        lambda frame, new: set_(_not_null(target.run(frame)), new),
    )


def bind_assignment(binder: Binder, node: nodes.Assignment) -> Bound:
    place = bind_place(binder, node.target)
    value = binder.bind(node.value)
    if node.operator != "=":
        value = _changed(binder, node, place.value, value)
    value = assigned(binder, node.value, value, place.value.type)
    return Bound(_writing(place, value), value.type)


def _changed(binder: Binder, node: nodes.Assignment | nodes.Increment, old: Bound, value: Bound) -> Bound:
    """`old operator value`, cast to the type of the place that it is for: C# §12.21.4."""
    new = combine(binder, node, node.operator[0], old, value)
    if new.type == old.type or old.type.name not in {*NUMBERS, "char"}:
        return new
    run, convert = new.run, binder.argument_of(old.type).cast
    return Bound(lambda frame: convert(run(frame)), old.type)


def _writing(place: Place, value: Bound) -> Callable[[Frame], object]:
    def run(frame: Frame) -> object:
        new = value.run(frame)
        place.write(frame, new)
        return new

    return run


def bind_increment(binder: Binder, node: nodes.Increment) -> Bound:
    place = bind_place(binder, node.target)
    changed = _changed(binder, node, place.value, Bound(lambda _: 1, INT))

    def run(frame: Frame) -> object:
        old = place.value.run(frame)
        new = changed.run(frame)
        place.write(frame, new)
        return new if node.prefix else old

    return Bound(run, place.value.type)


BINDERS = {
    nodes.Index: bind_index,
    nodes.Assignment: bind_assignment,
    nodes.Increment: bind_increment,
}

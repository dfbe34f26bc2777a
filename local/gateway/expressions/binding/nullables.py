"""`T?`: the members that a nullable value has, and the operators lifted to it."""

from collections.abc import Callable

from local.gateway.expressions.binding.binder import Binder
from local.gateway.expressions.binding.scope import Bound, Frame, Run, reader
from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types.declaration import BOOL, STRING


def has_value(target: Bound) -> Bound:
    return Bound(lambda frame: target.run(frame) is not None, BOOL)


def value(target: Bound) -> Bound:
    def run(frame: Frame) -> object:
        found = target.run(frame)
        if found is None:
            raise ExpressionError("InvalidOperationException", "Nullable object must have a value.")
        return found

    return Bound(run, target.type.underlying)


PROPERTIES = {"HasValue": has_value, "Value": value}


def value_or_default(binder: Binder, target: Bound, default: Run | None) -> Bound:
    """`x.GetValueOrDefault([default])`."""
    type_ = target.type.underlying
    initial = binder.default_of(type_)

    def run(frame: Frame) -> object:
        found = target.run(frame)
        if found is not None:
            return found
        return initial if default is None else default(frame)

    return Bound(run, type_)


def text_or_empty(binder: Binder, target: Bound, bind_call: Callable[[Bound], Bound]) -> Bound:
    """`x.ToString()`: of null the empty text."""
    slot = binder.scope.function.new_slot()
    call = bind_call(Bound(reader(slot), target.type.underlying))

    def run(frame: Frame) -> object:
        frame[slot] = found = target.run(frame)
        return "" if found is None else call.run(frame)

    return Bound(run, STRING)


def lifted(work: Callable[..., object], *operands: Bound) -> Callable[..., object]:
    """The operator's work; where an operand may be null, null if one is."""
    if not any(operand.type.nullable for operand in operands):
        return work
    return lambda *values: None if any(item is None for item in values) else work(*values)

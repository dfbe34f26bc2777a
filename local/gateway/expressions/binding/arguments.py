"""The arguments of a call, lambdas and `out` variables among them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from local.gateway.expressions.binding.binder import Binder
from local.gateway.expressions.binding.lambdas import bind_lambda
from local.gateway.expressions.binding.scope import (
    Bound,
    Frame,
    Run,
    store,
)
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types.catalogue import resolve
from local.gateway.expressions.types.declaration import (
    DYNAMIC,
    Method,
    Type,
)


@dataclass(frozen=True, slots=True)
class Arguments:
    """The bound arguments of a call; `out` stores what the method gives back."""

    positional: Sequence[Run]
    named: dict[str, Run]
    types: Sequence[Type]
    result: Type = DYNAMIC
    out: Callable[[Frame, object], None] | None = None


def bind_arguments(
    binder: Binder, arguments: Sequence[nodes.Argument], entry: Method | None, given: dict[str, Type]
) -> Arguments:
    positional: list[Run] = []
    named: dict[str, Run] = {}
    types: list[Type] = []
    result = DYNAMIC
    out = None
    for argument in arguments:
        if argument.out:
            out = _out_store(binder, argument, entry)
            continue
        bound = _argument(binder, argument.value, entry, given)
        if isinstance(argument.value, nodes.Lambda):
            result = bound.type.arguments[-1] if bound.type.arguments else DYNAMIC
        elif not types:
            given = {"Item": binder.catalogue.item(bound.type)} | given
        types.append(bound.type)
        if argument.name:
            named[snake_case(argument.name)] = bound.run
        else:
            positional.append(bound.run)
    _check_out(binder, arguments, entry, out is not None)
    return Arguments(positional, named, types, result, out)


def _check_out(
    binder: Binder, arguments: Sequence[nodes.Argument], entry: Method | None, given: bool
) -> None:
    wanted = entry is not None and entry.out is not None
    if arguments and wanted != given:
        raise binder.fault(
            arguments[-1], "the last argument must be 'out'" if wanted else "'out' is not expected"
        )


def _argument(binder: Binder, value: nodes.Expression, entry: Method | None, given: dict[str, Type]) -> Bound:
    if not isinstance(value, nodes.Lambda):
        return binder.bind(value)
    wanted = entry.lambda_types if entry is not None else ()
    return bind_lambda(binder, value, [resolve(type_, given) for type_ in wanted])


def _out_store(
    binder: Binder, argument: nodes.Argument, entry: Method | None
) -> Callable[[Frame, object], None]:
    wanted = (entry.out if entry is not None else None) or DYNAMIC
    if isinstance(argument.value, nodes.OutDeclaration):
        declared = argument.value
        type_ = wanted if declared.type.name == "var" else binder.type(declared.type)
        slot, depth = binder.declare(declared, declared.name, type_), 0
    elif isinstance(argument.value, nodes.Name) and (found := binder.scope.find(argument.value.name)):
        slot, depth = found[0].slot, found[1]
    else:
        raise binder.fault(argument, "'out' needs a variable")
    return lambda frame, value: store(frame, slot, depth, value)


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()

"""Calls of methods and delegates, and the lambdas among their arguments."""

from collections.abc import Callable, Sequence
from functools import partial

from local.gateway.expressions.binding import nullables
from local.gateway.expressions.binding.arguments import Arguments, bind_arguments
from local.gateway.expressions.binding.binder import OPEN_TYPES, Binder
from local.gateway.expressions.binding.lambdas import bind_lambda
from local.gateway.expressions.binding.names import (
    StaticTarget,
    bind_target,
    instance_entry,
    open_entry,
    static_entry,
)
from local.gateway.expressions.binding.scope import (
    Bound,
    Frame,
    Run,
)
from local.gateway.expressions.errors import null_reference
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types.catalogue import resolve
from local.gateway.expressions.types.declaration import (
    DYNAMIC,
    NULL,
    OBJECT,
    Method,
    Property,
    Type,
    TypeArgument,
)


def bind_call(binder: Binder, node: nodes.Call) -> Bound:
    if not isinstance(node.target, nodes.Member):
        return _call_delegate(binder, node)
    target = bind_target(binder, node.target.target)
    if isinstance(target, StaticTarget):
        return _call_static(binder, node, node.target, target)
    if target.type.name in OPEN_TYPES:
        return _call_open(binder, node, node.target, target)
    return _call_instance(binder, node, node.target, target)


def _call_delegate(binder: Binder, node: nodes.Call) -> Bound:
    if isinstance(node.target, nodes.PredefinedType):
        raise binder.fault(node.target, f"'{node.target.type.name}' is not a method")
    target = binder.bind(node.target)
    arguments = [binder.run(argument.value) for argument in node.arguments]

    def run(frame: Frame) -> object:
        delegate = target.run(frame)
        if delegate is None:
            raise null_reference()
        return delegate(*[argument(frame) for argument in arguments])

    result = target.type.arguments[-1] if target.type.name == "Func" and target.type.arguments else DYNAMIC
    return Bound(run, result)


def _call_static(binder: Binder, node: nodes.Call, member: nodes.Member, target: StaticTarget) -> Bound:
    entry = static_entry(binder, target, member)
    if isinstance(entry, Property):
        raise binder.fault(member, f"'{member.name}' is not a method")
    return _call(binder, node, member, entry, None)


def _call_instance(binder: Binder, node: nodes.Call, member: nodes.Member, target: Bound) -> Bound:
    if target.type.nullable and member.name == "GetValueOrDefault":
        given = [binder.run(argument.value) for argument in node.arguments]
        return nullables.value_or_default(binder, target, given[0] if given else None)
    if target.type.nullable and member.name == "ToString":
        return nullables.text_or_empty(
            binder, target, lambda value: _call_instance(binder, node, member, value)
        )
    entry = instance_entry(binder, target.type, member)
    if isinstance(entry, Method):
        return _call(binder, node, member, entry, target)
    raise binder.fault(member, f"'{member.name}' is not a method")


def _call(
    binder: Binder, node: nodes.Call, member: nodes.Member, entry: Method, target: Bound | None
) -> Bound:
    given = {} if target is None else _receiver_types(binder, target.type)
    arguments = bind_arguments(binder, node.arguments, entry, given)
    type_arguments = _type_arguments(binder, member, entry, arguments)
    receiver = [] if target is None else [not_null(target.run)]
    placed = len(receiver) + len(type_arguments) + len(arguments.positional)
    check_signature(binder, member, entry, placed, arguments.named)
    given |= dict(zip(("T", "U"), [argument.type for argument in type_arguments], strict=False))
    given |= {"Result": arguments.result}
    if target is None and arguments.types:
        given |= {"Item": binder.catalogue.item(arguments.types[0]), "Argument": arguments.types[0]}
    constants = [constant_run(argument) for argument in type_arguments]
    work = entry.work
    if entry.default is not None:
        work = partial(work, default=binder.default_of(resolve(entry.default, given)))
    run = invocation(work, [*receiver, *constants, *arguments.positional], arguments.named)
    if arguments.out is not None:
        run = _with_out(run, arguments.out)
    return Bound(run, resolve(entry.returns, given))


def _receiver_types(binder: Binder, type_: Type) -> dict[str, Type]:
    item = binder.catalogue.item(type_)
    return {"Item": item} | binder.catalogue.arguments(type_) | {"Self": type_}


def constant_run(value: object) -> Run:
    return lambda _: value


def not_null(target: Run) -> Run:
    def run(frame: Frame) -> object:
        value = target(frame)
        if value is None:
            raise null_reference()
        return value

    return run


def check_signature(
    binder: Binder, node: nodes.Member | nodes.New, entry: Method, placed: int, named: dict[str, Run]
) -> None:
    try:
        entry.signature.bind(*[None] * placed, **dict.fromkeys(named))
    except TypeError:
        name = node.name if isinstance(node, nodes.Member) else f"new {node.type.name}"
        raise binder.fault(node, f"no overload of '{name}' takes these arguments") from None


def _type_arguments(
    binder: Binder, member: nodes.Member, entry: Method, arguments: Arguments
) -> list[TypeArgument]:
    """The type arguments, explicit or inferred from a default value behind the first argument."""
    if not entry.generic:
        return []
    if member.type_arguments:
        if len(member.type_arguments) != entry.generic:
            raise binder.fault(member, f"'{member.name}' takes {entry.generic} type arguments")
        return [binder.type_argument(argument) for argument in member.type_arguments]
    inferred = arguments.types[-1] if len(arguments.types) > 1 else OBJECT
    return [binder.argument_of(OBJECT if inferred in {NULL, DYNAMIC} else inferred)] * entry.generic


def _with_out(run: Run, out: Callable[[Frame, object], None]) -> Run:
    def call(frame: Frame) -> object:
        answer, value = run(frame)
        out(frame, value)
        return answer

    return call


def invocation(work: Callable[..., object], runs: Sequence[Run], named: dict[str, Run]) -> Run:
    """A closure that evaluates the arguments in order and calls; the usual numbers of them without a loop."""
    if named:
        return lambda frame: work(
            *[run(frame) for run in runs], **{name: run(frame) for name, run in named.items()}
        )
    if not runs:
        return lambda _: work()
    if len(runs) == 1:
        (only,) = runs
        return lambda frame: work(only(frame))
    if len(runs) == 2:  # noqa: PLR2004
        first, second = runs
        return lambda frame: work(first(frame), second(frame))
    if len(runs) == 3:  # noqa: PLR2004
        first, second, third = runs
        return lambda frame: work(first(frame), second(frame), third(frame))
    return lambda frame: work(*[run(frame) for run in runs])


def _call_open(binder: Binder, node: nodes.Call, member: nodes.Member, target: Bound) -> Bound:
    """A call on a value whose type is known only when the expression runs."""
    arguments = bind_arguments(binder, node.arguments, None, {})
    generic = [binder.type_argument(argument) for argument in member.type_arguments]
    catalogue, name = binder.catalogue, member.name

    def run(frame: Frame) -> object:
        value = target.run(frame)
        entry = open_entry(catalogue, value, name)
        positional = [argument(frame) for argument in arguments.positional]
        named = {key: argument(frame) for key, argument in arguments.named.items()}
        if isinstance(entry, Property):
            return entry.get(value)(*positional, **named)
        types = generic if entry.generic else []
        return entry.work(value, *types, *positional, **named)

    return Bound(run, DYNAMIC)


BINDERS = {nodes.Call: bind_call, nodes.Lambda: bind_lambda}

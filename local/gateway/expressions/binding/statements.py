"""Statements as closures: each gives nothing, or tells how it left its block."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from local.gateway.expressions.binding.binder import Binder
from local.gateway.expressions.binding.conversions import assigned
from local.gateway.expressions.binding.lambdas import bind_lambda
from local.gateway.expressions.binding.scope import Bound, Frame, Run, spend_step
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types import arithmetic
from local.gateway.expressions.types.declaration import DYNAMIC, NULL, Type
from local.gateway.expressions.types.sequences import elements

BREAK, CONTINUE = object(), object()


@dataclass(frozen=True, slots=True)
class Returned:
    """How a statement leaves the whole expression, or lambda."""

    value: object


def bind_body(binder: Binder, node: nodes.Block) -> Bound:
    """A block as the body of the expression or of a lambda: its value is what it returns."""
    run = binder.statement(node)
    types = set(binder.returned)

    def value(frame: Frame) -> object:
        left = run(frame)
        return left.value if isinstance(left, Returned) else None

    return Bound(value, types.pop() if len(types) == 1 else DYNAMIC)


def bind_block(binder: Binder, node: nodes.Block) -> Run:
    """The statements in turn, local functions first: they may be called above the place where they stand."""
    with binder.block():
        for statement in node.statements:
            if isinstance(statement, nodes.LocalFunction):
                _declare_function(binder, statement)
        runs = [
            (binder.statement(inner), isinstance(inner, nodes.LocalFunction)) for inner in node.statements
        ]
    functions_first = sorted(runs, key=lambda run: not run[1])
    return _in_turn([run for run, _ in functions_first])


def _declare_function(binder: Binder, node: nodes.LocalFunction) -> None:
    types = [DYNAMIC] * len(node.function.parameters)
    result = DYNAMIC if node.type.name == "void" else binder.type(node.type)
    binder.declare(node, node.name, Type("Func", (*types, result)))


def bind_local_function(binder: Binder, node: nodes.LocalFunction) -> Run:
    """Its name is declared already, for the functions of a block may call one another."""
    found = binder.scope.find(node.name)
    if found is None:
        raise binder.fault(node, f"the function '{node.name}' is not in a block")
    slot = found[0].slot
    make = bind_lambda(binder, node.function).run
    return lambda frame: frame.__setitem__(slot, make(frame))


def _in_turn(runs: Sequence[Run]) -> Run:
    def run(frame: Frame) -> object:
        for statement in runs:
            left = statement(frame)
            if left is not None:
                return left
        return None

    return run


def bind_declaration(binder: Binder, node: nodes.Declaration) -> Run:
    return _in_turn([_variable(binder, node, variable) for variable in node.variables])


def _variable(
    binder: Binder, node: nodes.Declaration, variable: tuple[int, str, nodes.Expression | None]
) -> Run:
    offset, name, initial = variable
    place = nodes.Node(offset)
    if initial is None:
        slot = binder.declare(place, name, _declared_type(binder, node, place))
        return lambda frame: frame.__setitem__(slot, None)
    value = _initial_value(binder, node, place, initial)
    slot = binder.declare(place, name, value.type)
    run = value.run
    return lambda frame: frame.__setitem__(slot, run(frame))


def _declared_type(binder: Binder, node: nodes.Declaration, place: nodes.Node) -> Type:
    if node.type.name == "var":
        raise binder.fault(place, "a variable declared with 'var' needs a value")
    return binder.type(node.type)


def _initial_value(
    binder: Binder, node: nodes.Declaration, place: nodes.Node, initial: nodes.Expression
) -> Bound:
    if node.type.name == "var":
        value = binder.bind(initial)
        if value.type == NULL:
            raise binder.fault(place, "a variable declared with 'var' cannot be null")
        return value
    wanted = binder.type(node.type)
    if isinstance(initial, nodes.Lambda):
        return Bound(bind_lambda(binder, initial, wanted.arguments[: len(initial.parameters)]).run, wanted)
    return assigned(binder, initial, binder.bind(initial), wanted)


def bind_evaluation(binder: Binder, node: nodes.Evaluation) -> Run:
    run = binder.run(node.expression)

    def evaluate(frame: Frame) -> None:
        run(frame)

    return evaluate


def bind_if(binder: Binder, node: nodes.If) -> Run:
    condition = binder.condition(node.condition)
    then = binder.statement(node.then)
    otherwise = binder.statement(node.otherwise) if node.otherwise else None

    def run(frame: Frame) -> object:
        if arithmetic.truth(condition(frame)):
            return then(frame)
        return otherwise(frame) if otherwise is not None else None

    return run


def bind_return(binder: Binder, node: nodes.Return) -> Run:
    if node.value is None:
        if not binder.in_lambda:
            raise binder.fault(node, "an expression must return a value")
        return lambda _: Returned(None)
    value = binder.bind(node.value)
    binder.returned.append(value.type)
    run = value.run
    return lambda frame: Returned(run(frame))


def bind_foreach(binder: Binder, node: nodes.ForEach) -> Run:
    items = binder.bind(node.items)
    cast: Callable[[object], object] | None = None
    if node.type.name == "var":
        type_ = binder.catalogue.item(items.type)
    else:
        type_, cast = binder.type(node.type), binder.type_argument(node.type).cast
    with binder.block():
        slot = binder.declare(node, node.name, type_)
        body = binder.statement(node.body)
    return _foreach(items.run, slot, cast, body)


def _foreach(items: Run, slot: int, cast: Callable[[object], object] | None, body: Run) -> Run:
    def run(frame: Frame) -> object:
        for item in elements(items(frame)):
            spend_step(frame)
            frame[slot] = cast(item) if cast else item
            left = body(frame)
            if left is not None and left is not CONTINUE:
                return None if left is BREAK else left
        return None

    return run


def bind_loop(binder: Binder, node: nodes.Loop) -> Run:
    with binder.block():
        start = _in_turn([binder.statement(statement) for statement in node.start])
        condition = binder.condition(node.condition) if node.condition else (lambda _: True)
        steps = [binder.run(step) for step in node.step]
        body = binder.statement(node.body)
    return _loop(start, condition, _in_turn_values(steps), body, node.test_first)


def _in_turn_values(runs: Sequence[Run]) -> Run:
    def run(frame: Frame) -> None:
        for evaluate in runs:
            evaluate(frame)

    return run


def _loop(start: Run, condition: Run, step: Run, body: Run, test_first: bool) -> Run:
    def run(frame: Frame) -> object:
        start(frame)
        goes_on = arithmetic.truth(condition(frame)) if test_first else True
        while goes_on:
            spend_step(frame)
            left = body(frame)
            if left is not None and left is not CONTINUE:
                return None if left is BREAK else left
            step(frame)
            goes_on = arithmetic.truth(condition(frame))
        return None

    return run


def bind_jump(binder: Binder, node: nodes.Jump) -> Run:
    signal = BREAK if node.kind == "break" else CONTINUE
    return lambda _: signal


def bind_switch(binder: Binder, node: nodes.Switch) -> Run:
    value = binder.run(node.value)
    cases: list[tuple[Run, int]] = []
    default = -1
    bodies: list[Run] = []
    for index, section in enumerate(node.sections):
        for label in section.labels:
            if label is None:
                default = index
            else:
                cases.append((binder.run(label), index))
        with binder.block():
            bodies.append(_in_turn([binder.statement(statement) for statement in section.statements]))
    return _switch(value, cases, default, bodies)


def _switch(value: Run, cases: Sequence[tuple[Run, int]], default: int, bodies: Sequence[Run]) -> Run:
    def run(frame: Frame) -> object:
        found = value(frame)
        chosen = next((index for label, index in cases if arithmetic.equal(label(frame), found)), default)
        left = bodies[chosen](frame) if chosen >= 0 else None
        return None if left is BREAK else left

    return run


BINDERS = {
    nodes.Block: bind_block,
    nodes.LocalFunction: bind_local_function,
    nodes.Declaration: bind_declaration,
    nodes.Evaluation: bind_evaluation,
    nodes.If: bind_if,
    nodes.Return: bind_return,
    nodes.ForEach: bind_foreach,
    nodes.Loop: bind_loop,
    nodes.Jump: bind_jump,
    nodes.Switch: bind_switch,
}

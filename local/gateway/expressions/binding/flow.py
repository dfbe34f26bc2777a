"""Whether control can reach the end of a statement: where it can, a `return` is missing."""

from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.syntax.nodes import Statement


def completes(statement: Statement) -> bool:
    """Whether what follows the statement can be reached (C# §13.2)."""
    match statement:
        case nodes.Block(statements=statements):
            return all(completes(inner) for inner in statements)
        case nodes.Return() | nodes.Jump() | nodes.Evaluation(expression=nodes.Throw()):
            return False
        case nodes.If(then=then, otherwise=otherwise):
            return otherwise is None or completes(then) or completes(otherwise)
        case nodes.Try(body=body, catches=catches, finally_=finally_):
            ended = finally_ is not None and not completes(finally_)
            return not ended and (completes(body) or any(completes(catch.body) for catch in catches))
        case _:
            return _is_left(statement)


def _is_left(statement: Statement) -> bool:
    """Whether a loop or switch can be left by its end; any other statement can."""
    match statement:
        case nodes.Loop(condition=condition, body=body):
            return not _always(condition) or _breaks(body)
        case nodes.Switch(sections=sections):
            return _switch_completes(sections)
        case _:
            return True


def _always(condition: nodes.Expression | None) -> bool:
    return condition is None or (isinstance(condition, nodes.Literal) and condition.value is True)


def _switch_completes(sections: tuple[nodes.Section, ...]) -> bool:
    exhaustive = any(label is None for section in sections for label in section.labels)
    return not exhaustive or any(
        _breaks(statement) for section in sections for statement in section.statements
    )


def _breaks(statement: Statement) -> bool:
    """Whether a `break` in the statement leaves the loop or switch around it."""
    match statement:
        case nodes.Jump(kind=kind):
            return kind == "break"
        case nodes.Block(statements=statements):
            return any(map(_breaks, statements))
        case nodes.If(then=then, otherwise=otherwise):
            return _breaks(then) or (otherwise is not None and _breaks(otherwise))
        case nodes.Try(body=body, catches=catches):
            return _breaks(body) or any(_breaks(catch.body) for catch in catches)
        case _:
            return False

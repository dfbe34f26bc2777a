"""A whole expression: from its text to something that runs."""

from collections.abc import Mapping
from typing import Any

from local.gateway.document import Position
from local.gateway.expressions.binding import (
    assignment,
    calls,
    conversions,
    creation,
    exceptions,
    names,
    operators,
    statements,
)
from local.gateway.expressions.binding.binder import Binder, BindNode, Source
from local.gateway.expressions.binding.flow import completes
from local.gateway.expressions.binding.scope import Run
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.syntax.statements import parse
from local.gateway.expressions.syntax.tokens import SyntaxFault
from local.gateway.expressions.types.allowed import ALLOWED

_MODULES: tuple[Any, ...] = (
    names,
    calls,
    operators,
    conversions,
    creation,
    assignment,
    statements,
    exceptions,
)
_TABLE: Mapping[type[nodes.Node], BindNode] = {
    node: bind for module in _MODULES for node, bind in module.BINDERS.items()
}


def bind(text: str, position: Position) -> tuple[Run, int]:
    """The closure of an expression's text, and how many variables its frame needs."""
    source = Source(text, position)
    try:
        return _bound(source, parse(text))
    except SyntaxFault as fault:
        raise source.fault(fault.offset, fault.message) from None
    except RecursionError:
        raise source.fault(0, "the expression nests too deeply") from None


def _bound(source: Source, tree: nodes.Expression | nodes.Block) -> tuple[Run, int]:
    binder = Binder(source, ALLOWED, _TABLE, statements.bind_body)
    if isinstance(tree, nodes.Block):
        if completes(tree):
            raise binder.fault(tree, "not all code paths return a value")
        run = binder.body(tree).run
    else:
        run = binder.bind(tree).run
    return run, binder.scope.function.size

"""Lambdas, and the delegates that they are while an expression runs."""

from collections.abc import Sequence

from local.gateway.expressions.binding.binder import Binder
from local.gateway.expressions.binding.scope import (
    ALLOWANCE,
    CONTEXT,
    Bound,
    Frame,
    Run,
    spend_step,
)
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types.declaration import (
    DYNAMIC,
    Type,
)


def bind_lambda(binder: Binder, node: nodes.Lambda, wanted: Sequence[Type] = ()) -> Bound:
    with binder.function() as function:
        for index, (declared, name) in enumerate(node.parameters):
            type_ = wanted[index] if index < len(wanted) else DYNAMIC
            binder.declare(node, name, type_ if declared is None else binder.type(declared))
        body = _lambda_body(binder, node)
    count = len(node.parameters)
    types = (*[DYNAMIC] * count, body.type)
    return Bound(lambda frame: Delegate(frame, body.run, count, function.size), Type("Func", types))


def _lambda_body(binder: Binder, node: nodes.Lambda) -> Bound:
    if isinstance(node.body, nodes.Block):
        return binder.body(node.body)
    return binder.bind(node.body)


class Delegate:
    """A lambda together with the frame in which it was written; arguments it does not name are dropped."""

    __slots__ = ("_body", "_outer", "_spare", "parameters")

    def __init__(self, outer: Frame, body: Run, parameters: int, size: int) -> None:
        self._outer, self._body = outer, body
        self.parameters = parameters
        self._spare = [None] * (size - parameters)

    def __call__(self, *arguments: object) -> object:
        outer = self._outer
        spend_step(outer)
        return self._body(
            [outer[CONTEXT], outer[ALLOWANCE], outer, *arguments[: self.parameters], *self._spare]
        )

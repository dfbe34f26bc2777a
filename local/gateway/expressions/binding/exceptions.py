"""`try`, `catch`, `finally` and `throw`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from local.gateway.expressions.binding.binder import Binder
from local.gateway.expressions.binding.scope import Bound, Frame, Run
from local.gateway.expressions.errors import (
    PYTHON_ERRORS,
    ExpressionError,
    as_expression_error,
    null_reference,
)
from local.gateway.expressions.syntax import nodes
from local.gateway.expressions.types import arithmetic
from local.gateway.expressions.types.declaration import DYNAMIC, Type

FAILURES: tuple[type[Exception], ...] = (ExpressionError, *PYTHON_ERRORS)


@dataclass(frozen=True, slots=True)
class Handler:
    """A bound `catch`: the kind of error it takes, where it keeps it, and when."""

    kind: str
    slot: int | None
    condition: Run | None
    body: Run

    def takes(self, frame: Frame, error: ExpressionError) -> bool:
        if not error.is_a(self.kind):
            return False
        if self.slot is not None:
            frame[self.slot] = error
        return self.condition is None or arithmetic.truth(self.condition(frame))


def bind_try(binder: Binder, node: nodes.Try) -> Run:
    body = binder.statement(node.body)
    handlers = [_handler(binder, catch) for catch in node.catches]
    finally_ = binder.statement(node.finally_) if node.finally_ else None
    guarded = _guarded(body, handlers)
    return guarded if finally_ is None else _finally(guarded, finally_)


def _handler(binder: Binder, node: nodes.Catch) -> Handler:
    kind = "Exception" if node.type is None else binder.definition(node.type).name
    with binder.block():
        slot = binder.declare(node, node.name, Type(kind)) if node.name else None
        condition = binder.condition(node.condition) if node.condition else None
        return Handler(kind, slot, condition, binder.statement(node.body))


def _guarded(body: Run, handlers: Sequence[Handler]) -> Run:
    def run(frame: Frame) -> object:
        try:
            return body(frame)
        except FAILURES as failure:
            error = as_expression_error(failure)
            for handler in handlers:
                if handler.takes(frame, error):
                    return handler.body(frame)
            raise

    return run


def _finally(guarded: Run, finally_: Run) -> Run:
    def run(frame: Frame) -> object:
        try:
            return guarded(frame)
        finally:
            finally_(frame)

    return run


def bind_throw(binder: Binder, node: nodes.Throw) -> Bound:
    if node.value is None:
        return Bound(_rethrow, DYNAMIC)
    error = binder.run(node.value)

    def run(frame: Frame) -> object:
        raise thrown(error(frame))

    return Bound(run, DYNAMIC)


def thrown(value: object) -> Exception:
    """What `throw` throws: of null, a NullReferenceException."""
    return value if isinstance(value, Exception) else null_reference()


def _rethrow(_: Frame) -> object:
    raise thrown(sys.exception())


BINDERS = {nodes.Try: bind_try, nodes.Throw: bind_throw}

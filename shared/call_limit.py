"""How many upstream calls one invocation may make: declared, checked at start, kept at run time."""

import logging
from contextvars import ContextVar

from msgspec import Struct

from shared.bound import Bound
from shared.problems import UpstreamFailed

_log = logging.getLogger("portico")


class _Allowance(Struct):
    calls: int


_allowance: ContextVar[_Allowance | None] = ContextVar("allowance", default=None)


def at_most(calls: int) -> Bound[_Allowance]:
    """Everything inside may make so many calls together."""
    return Bound(_allowance, _Allowance(calls))


def count_call() -> None:
    """Raises UpstreamFailed for a call beyond what the operation declares: no input makes a storm."""
    allowance = _allowance.get()
    if allowance is None:
        return
    allowance.calls -= 1
    if allowance.calls < 0:
        _log.error("an operation makes more upstream calls than it declares")
        raise UpstreamFailed("This answer needs too many calls.")

"""How many upstream calls one invocation may make: declared, checked at start, kept at run time."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from shared.problems import UpstreamFailed

_log = logging.getLogger("portico")


@dataclass
class _Allowance:
    calls: int


_allowance: ContextVar[_Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    token = _allowance.set(_Allowance(calls))
    try:
        yield
    finally:
        _allowance.reset(token)


def count_call() -> None:
    """Raises UpstreamFailed for a call beyond what the operation declares: no input makes a storm."""
    allowance = _allowance.get()
    if allowance is None:
        return
    allowance.calls -= 1
    if allowance.calls < 0:
        _log.error("an operation makes more upstream calls than it declares")
        raise UpstreamFailed("This answer needs too many calls.")

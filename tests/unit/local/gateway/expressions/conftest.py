"""Expressions, compiled and evaluated for a request."""

from collections.abc import Callable

import pytest

from local.gateway.context import Context
from local.gateway.document import Position
from local.gateway.expressions import compile as compile_value

Evaluate = Callable[..., object]


@pytest.fixture(scope="session")
def evaluate() -> Evaluate:
    def run(text: str, context: Context | None = None) -> object:
        return compile_value(text, Position("p.xml", 1, 1)).evaluate(context or Context())

    return run

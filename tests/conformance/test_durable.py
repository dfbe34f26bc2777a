"""Orchestrator functions decide the same in the production runtime and in the local host, turn by turn."""

import importlib
import logging
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.functions.durable.instances import Status
from tests.conformance.production_runtime import PACKAGE, ProductionRuntime
from tests.unit.local.functions.durable.programs import PROGRAMS, Program
from tests.unit.local.functions.durable.rehearsal import ChancyFunctions, rehearse
from tests.unit.local.functions.durable.world import ADVICE

pytest.importorskip(PACKAGE, reason=f"{PACKAGE} is not installed: see requirements-conformance.in")
pytestmark = pytest.mark.filterwarnings(ADVICE)

_ROOT = Path("tests/unit/local/functions/durable/sample_app").resolve()


class DurableRuntime(ProductionRuntime):
    async def orchestrate(self, name: str, context: str) -> str:
        """What the worker sends back for an orchestrationTrigger."""
        native = importlib.import_module(f"{PACKAGE}.native_invocation")
        datum = importlib.import_module(f"{PACKAGE}.bindings.datumdef").Datum
        given = [("context", datum(context, "json"))]
        function_id = self._functions[name].function_id
        ok, returned, _, fault, _ = await native.invocation_request_native("an-id", function_id, given, {})
        assert ok, fault
        return str(returned.value)


class ComparedFunctions(ChancyFunctions):
    """Runs every turn in both."""

    def __init__(self, chance: Random, runtime: DurableRuntime) -> None:
        super().__init__(chance)
        self._runtime = runtime

    async def orchestrate(self, name: str, context: str, trace_parent: str) -> str:
        state = await super().orchestrate(name, context, trace_parent)
        assert await self._runtime.orchestrate(name, context) == state
        return state


@pytest.fixture(scope="module")
async def runtime() -> DurableRuntime:
    runtime = DurableRuntime(_ROOT, "programs_app.py")
    await runtime.start()
    return runtime


@pytest.fixture(autouse=True)
def _no_line_for_each_fault(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="local.functions")


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(program=PROGRAMS, chance=st.randoms(use_true_random=True))
async def test_turns_are_the_same(runtime: DurableRuntime, program: Program, chance: Random) -> None:
    instance = await rehearse(program, ComparedFunctions(chance, runtime), chance)
    assert instance.status is Status.COMPLETED, instance.output

"""Random orchestrations under random faults: the host counts tasks as the SDK does, and every one ends."""

import json
import logging
from random import Random
from typing import Any

import pytest
from azure.durable_functions import DurableOrchestrationContext
from hypothesis import given, settings
from hypothesis import strategies as st

from local.functions.durable.history import Event, EventType, History
from local.functions.durable.instances import Status
from tests.unit.local.functions.durable.programs import PROGRAMS, Program
from tests.unit.local.functions.durable.rehearsal import ChancyFunctions, rehearse
from tests.unit.local.functions.durable.world import ADVICE

pytestmark = pytest.mark.filterwarnings(ADVICE)

_RETRIED = "NoOpAction"
_ACTIONS = {
    EventType.TASK_SCHEDULED: {"CallActivityAction", "CallActivityWithRetryAction", _RETRIED},
    EventType.SUB_ORCHESTRATION_INSTANCE_CREATED: {
        "CallSubOrchestratorAction",
        "CallSubOrchestratorWithRetryAction",
        _RETRIED,
    },
    EventType.TIMER_CREATED: {"CreateTimerAction", _RETRIED},
}


class WatchedFunctions(ChancyFunctions):
    """Compares, at each turn, the tasks the SDK had open after the last one with those the host recorded."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self._last: dict[str, tuple[list[Event], dict[int, str]]] = {}

    async def orchestrate(self, name: str, context: str, trace_parent: str) -> str:
        given = json.loads(context)
        history = [{**event, "IsPlayed": True} for event in given["history"]]
        self._compare(history, *self._last.get(given["instanceId"], ([], {})))
        await self.take_a_while()
        seen = DurableOrchestrationContext.from_json(context)
        try:
            return self.decide(seen)
        finally:
            tasks = {number: task._api_name for number, task in _numbered(seen.open_tasks)}
            self._last[given["instanceId"]] = (history, tasks)

    def _compare(self, history: list[Event], heard: list[Event], open_tasks: dict[int, str]) -> None:
        episode = max(index for index, event in enumerate(history) if event["EventType"] == 12)
        if not heard or episode < len(heard) or history[: len(heard)] != heard:
            return  # it continued as new, or that turn was lost in a crash
        recorded = _open_tasks(History(history[:episode]))
        assert recorded.keys() == open_tasks.keys()
        assert all(open_tasks[number] in _ACTIONS[kind] for number, kind in recorded.items())


def _numbered(open_tasks: dict[int | str, Any]) -> list[tuple[int, Any]]:
    """Those that have a number; what waits for an event has its name."""
    return [(number, task) for number, task in open_tasks.items() if isinstance(number, int)]


def _open_tasks(history: History) -> dict[int, EventType]:
    done = {task["EventId"] for event in history.events if (task := history.task_of(event)) is not None}
    return {
        number: EventType(task["EventType"])
        for number, task in history.scheduled.items()
        if number not in done
    }


@pytest.fixture(autouse=True)
def _no_line_for_each_fault(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="local.functions")


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(program=PROGRAMS, chance=st.randoms(use_true_random=True))
async def test_task_ids_of_the_host_and_the_sdk_never_differ(program: Program, chance: Random) -> None:
    instance = await rehearse(program, WatchedFunctions(chance), chance)
    assert instance.status is Status.COMPLETED, instance.output
    assert len(json.loads(instance.output or "[]")) == len(program["steps"])

"""The actions an orchestrator function answers with, and the tasks they become."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from local.functions.durable.history import Event, EventType, event
from local.functions.durable.retries import Retry, first_attempt

Action = dict[str, Any]


class ActionType(IntEnum):
    """The actions this host carries out, by their numbers in the SDK."""

    CALL_ACTIVITY = 0
    CALL_ACTIVITY_WITH_RETRY = 1
    CALL_SUB_ORCHESTRATOR = 2
    CALL_SUB_ORCHESTRATOR_WITH_RETRY = 3
    CONTINUE_AS_NEW = 4
    CREATE_TIMER = 5
    WAIT_FOR_EXTERNAL_EVENT = 6
    WHEN_ANY = 11
    WHEN_ALL = 12


EVENT_OF_TASK = {
    ActionType.CALL_ACTIVITY: EventType.TASK_SCHEDULED,
    ActionType.CALL_ACTIVITY_WITH_RETRY: EventType.TASK_SCHEDULED,
    ActionType.CALL_SUB_ORCHESTRATOR: EventType.SUB_ORCHESTRATION_INSTANCE_CREATED,
    ActionType.CALL_SUB_ORCHESTRATOR_WITH_RETRY: EventType.SUB_ORCHESTRATION_INSTANCE_CREATED,
    ActionType.CREATE_TIMER: EventType.TIMER_CREATED,
}
"""The actions that take a task id, and the event that records it."""

_UNSUPPORTED = {7: "CallEntity", 8: "CallHttp", 9: "SignalEntity", 10: "ScheduledSignalEntity"}


class ActionRefused(Exception):
    """An action that cannot be carried out, which fails the orchestration."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the event that schedules it, and the input that event does not keep."""

    event: Event
    input: str | None = None


def leaves(actions: Iterable[Action]) -> Iterator[Action]:
    """The single actions in the order in which the SDK counts them; ActionRefused for one unknown here."""
    for action in actions:
        kind = action["actionType"]
        if kind in {ActionType.WHEN_ANY, ActionType.WHEN_ALL}:
            yield from leaves(action["compoundActions"])
        elif kind in {*EVENT_OF_TASK, ActionType.CONTINUE_AS_NEW, ActionType.WAIT_FOR_EXTERNAL_EVENT}:
            yield action
        else:
            name = _UNSUPPORTED.get(kind, f"number {kind}")
            raise ActionRefused(f"the local host does not support the action {name}")


def task_from(action: Action, task_id: int, at: float, execution_id: str, retry: Retry | None = None) -> Task:
    """The task `action` asks for; `retry` is given for a later attempt."""
    kind = EVENT_OF_TASK[action["actionType"]]
    if kind is EventType.TIMER_CREATED:
        return Task(event(kind, at, task_id, FireAt=action["fireAt"]))
    fields: dict[str, object] = {"Name": action["functionName"], "Version": action.get("version")}
    if kind is EventType.SUB_ORCHESTRATION_INSTANCE_CREATED:
        fields["InstanceId"] = action["instanceId"] or f"{execution_id}:{task_id:04x}"
    if "retryOptions" in action:
        fields["Retry"] = retry or first_attempt(task_id, action["retryOptions"])
    return Task(event(kind, at, task_id, **fields), action["input"])

"""The documents that tell clients how instances are doing."""

import json
from datetime import UTC, datetime
from typing import Any

from local.functions.durable.history import Event, EventType, History
from local.functions.durable.instances import Instance

_HIDDEN = {EventType.ORCHESTRATOR_STARTED, EventType.ORCHESTRATOR_COMPLETED}
_SHOWN = ("Name", "InstanceId", "FireAt", "Reason", "OrchestrationStatus")


def status_document(instance: Instance, *, shows_input: bool) -> dict[str, Any]:
    """The status of an instance; its payloads are JSON in the store and values here."""
    return {
        "name": instance.name,
        "instanceId": instance.id,
        "runtimeStatus": instance.status,
        "input": _value(instance.input) if shows_input else None,
        "customStatus": _value(instance.custom_status),
        "output": _value(instance.output),
        "createdTime": _seconds(instance.created),
        "lastUpdatedTime": _seconds(instance.updated),
    }


def history_events(history: History, *, shows_output: bool) -> list[dict[str, Any]]:
    """The history as the extension tells it: the outcome of a task stands for the event that scheduled it."""
    finished = {task["EventId"] for event in history.events if (task := history.task_of(event))}
    return [
        _told(event, history.task_of(event) or {}, shows_output=shows_output)
        for event in history.events
        if event["EventId"] not in finished and event["EventType"] not in _HIDDEN
    ]


def _told(event: Event, task: Event, *, shows_output: bool) -> dict[str, Any]:
    told = {"EventType": _name(event), "Timestamp": event["Timestamp"]}
    told |= {name: event[name] for name in _SHOWN if name in event}
    if task:
        told["ScheduledTime"] = task["Timestamp"]
    if "Name" in task:
        told["FunctionName"] = task["Name"]
    if shows_output and "Result" in event:
        told["Result"] = json.loads(event["Result"])
    return told


def _name(event: Event) -> str:
    return EventType(event["EventType"]).name.title().replace("_", "")


def _value(payload: str | None) -> Any:
    return None if payload is None else json.loads(payload)


def _seconds(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

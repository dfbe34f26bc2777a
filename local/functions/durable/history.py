"""The history of an orchestration: the events its function is replayed from, in the shape the SDK reads."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

Event = dict[str, Any]


class EventType(IntEnum):
    """The events this host records, by their numbers in DurableTask.Core.History.EventType."""

    EXECUTION_STARTED = 0
    EXECUTION_COMPLETED = 1
    EXECUTION_FAILED = 2
    EXECUTION_TERMINATED = 3
    TASK_SCHEDULED = 4
    TASK_COMPLETED = 5
    TASK_FAILED = 6
    SUB_ORCHESTRATION_INSTANCE_CREATED = 7
    SUB_ORCHESTRATION_INSTANCE_COMPLETED = 8
    SUB_ORCHESTRATION_INSTANCE_FAILED = 9
    TIMER_CREATED = 10
    TIMER_FIRED = 11
    ORCHESTRATOR_STARTED = 12
    ORCHESTRATOR_COMPLETED = 13
    EVENT_RAISED = 15
    EXECUTION_SUSPENDED = 19
    EXECUTION_RESUMED = 20


_SCHEDULING = {
    EventType.TASK_SCHEDULED,
    EventType.SUB_ORCHESTRATION_INSTANCE_CREATED,
    EventType.TIMER_CREATED,
}


class History:
    """The events of one execution, and by their ids the tasks it scheduled."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        self.scheduled = {event["EventId"]: event for event in events if event["EventType"] in _SCHEDULING}

    def task_of(self, outcome: Event) -> Event | None:
        """The event that scheduled the task whose outcome is given."""
        return self.scheduled.get(outcome.get("TimerId", outcome.get("TaskScheduledId")))


class Histories:
    """The table of histories, one event a row."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def load(self, instance_id: str) -> History:
        rows = self._connection.execute(
            "SELECT event FROM history WHERE instance_id = ? ORDER BY position", [instance_id]
        )
        return History([json.loads(row["event"]) for row in rows])

    def append(self, instance_id: str, position: int, events: Iterable[Event]) -> None:
        """Add events of which the first comes at `position`."""
        self._connection.executemany(
            "INSERT INTO history VALUES (?, ?, ?)",
            [[instance_id, index, json.dumps(event)] for index, event in enumerate(events, position)],
        )

    def delete(self, instance_id: str) -> None:
        self._connection.execute("DELETE FROM history WHERE instance_id = ?", [instance_id])


def event(kind: EventType, at: float, event_id: int = -1, /, **fields: object) -> Event:
    """An event of the epoch second `at`; only those that schedule a task have an id of their own."""
    return {"EventType": int(kind), "EventId": event_id, "Timestamp": timestamp(at), **fields}


def failure(kind: EventType, at: float, task_id: int, reason: str) -> Event:
    """The failure of a task; the SDK raises the reason and the details, which are nothing here."""
    return event(kind, at, TaskScheduledId=task_id, Reason=reason, Details="")


def timestamp(at: float) -> str:
    """The epoch second `at` as the SDK writes it: 2026-01-01T00:00:00.000000Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> float:
    """The epoch second of an ISO 8601 date, which is in UTC unless it says otherwise."""
    parsed = datetime.fromisoformat(text)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()

"""The activity queue: activities that were started and have no recorded result."""

import sqlite3
from dataclasses import dataclass

from local.functions.durable.history import Event
from local.functions.durable.instances import Instance


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity to perform; `input` is JSON."""

    id: int
    instance_id: str
    execution_id: str
    task_id: int
    name: str
    input: str | None
    trace_parent: str


class ActivityQueue:
    """The table of activities. They leave it with their result, so one that was cut short is there again."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, instance: Instance, scheduled: Event, argument: str | None) -> None:
        self._connection.execute(
            """INSERT INTO activities (instance_id, execution_id, task_id, name, input, trace_parent)
            VALUES (?, ?, ?, ?, ?, ?)""",
            [
                instance.id,
                instance.execution_id,
                scheduled["EventId"],
                scheduled["Name"],
                argument,
                instance.trace_parent,
            ],
        )

    def oldest(self, limit: int) -> list[Activity]:
        rows = self._connection.execute("SELECT * FROM activities ORDER BY id LIMIT ?", [limit])
        return [Activity(**dict(row)) for row in rows]

    def remove(self, activity: Activity) -> bool:
        """False if it is no longer there."""
        return bool(self._connection.execute("DELETE FROM activities WHERE id = ?", [activity.id]).rowcount)

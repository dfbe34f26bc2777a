"""The inbox of each instance: events it has not heard yet, its timers among them."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from local.functions.durable.history import Event
from local.functions.durable.instances import Instance


@dataclass(frozen=True, slots=True)
class Message:
    """An event for an instance; one without `execution_id` is for whichever execution comes to hear it."""

    id: int
    execution_id: str | None
    event: Event


class Inbox:
    """The table of messages: due at an epoch second, or held without one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(
        self,
        instance_id: str,
        event: Event,
        due: float,
        *,
        execution_id: str | None,
        timer: int | None = None,
    ) -> None:
        """Add a message; `timer` is the task id by which it can be cancelled."""
        self._connection.execute(
            "INSERT INTO inbox (instance_id, execution_id, event, due, timer) VALUES (?, ?, ?, ?, ?)",
            [instance_id, execution_id, json.dumps(event), due, timer],
        )

    def due(self, instance_id: str, now: float) -> list[Message]:
        rows = self._connection.execute(
            "SELECT id, execution_id, event FROM inbox WHERE instance_id = ? AND due <= ? ORDER BY due, id",
            [instance_id, now],
        )
        return [Message(row["id"], row["execution_id"], json.loads(row["event"])) for row in rows]

    def ready(self, now: float) -> list[str]:
        """The instances that have a message due, in the order in which the first of each fell due."""
        rows = self._connection.execute(
            "SELECT instance_id FROM inbox WHERE due <= ? GROUP BY instance_id ORDER BY min(due), min(id)",
            [now],
        )
        return [row["instance_id"] for row in rows]

    def next_due(self, now: float) -> float | None:
        """When the next message falls due of those that are not yet."""
        [due] = self._connection.execute("SELECT min(due) FROM inbox WHERE due > ?", [now]).fetchone()
        return None if due is None else float(due)

    def remove(self, messages: Iterable[Message]) -> None:
        self._connection.executemany("DELETE FROM inbox WHERE id = ?", [[message.id] for message in messages])

    def hold(self, messages: Iterable[Message]) -> None:
        self._connection.executemany(
            "UPDATE inbox SET due = NULL WHERE id = ?", [[message.id] for message in messages]
        )

    def release(self, instance_id: str, now: float) -> None:
        """Let the messages that were held be looked at again."""
        self._connection.execute(
            "UPDATE inbox SET due = ? WHERE instance_id = ? AND due IS NULL", [now, instance_id]
        )

    def cancel_timers(self, instance_id: str, timers: Iterable[int]) -> None:
        self._connection.executemany(
            "DELETE FROM inbox WHERE instance_id = ? AND timer = ?",
            [[instance_id, timer] for timer in timers],
        )

    def forget(self, execution: Instance) -> None:
        """Remove what was sent to this execution and no other."""
        self._connection.execute(
            "DELETE FROM inbox WHERE instance_id = ? AND execution_id = ?",
            [execution.id, execution.execution_id],
        )

    def delete(self, instance_id: str) -> None:
        self._connection.execute("DELETE FROM inbox WHERE instance_id = ?", [instance_id])

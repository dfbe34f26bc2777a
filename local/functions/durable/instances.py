"""Orchestration instances: what is known of each one beside its history."""

import json
import sqlite3
from collections import Counter
from dataclasses import asdict, dataclass, fields
from enum import StrEnum


class Status(StrEnum):
    """The runtime status of an instance; the last two can be asked for, and none has them here."""

    PENDING = "Pending"
    RUNNING = "Running"
    SUSPENDED = "Suspended"
    COMPLETED = "Completed"
    FAILED = "Failed"
    TERMINATED = "Terminated"
    CANCELED = "Canceled"
    CONTINUED_AS_NEW = "ContinuedAsNew"

    @property
    def is_final(self) -> bool:
        return self in {Status.COMPLETED, Status.FAILED, Status.TERMINATED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Times are epoch seconds; input, output, custom status and the names of awaited events are JSON texts.

    `execution_id` changes when the instance continues as new: what was sent to an earlier execution is void.
    """

    id: str
    execution_id: str
    name: str
    created: float
    updated: float
    version: str | None = None
    status: Status = Status.PENDING
    input: str | None = None
    output: str | None = None
    custom_status: str | None = None
    awaited: str = "[]"
    trace_parent: str = ""
    parent_id: str | None = None
    parent_execution_id: str = ""
    parent_task_id: int = -1

    @property
    def awaited_events(self) -> Counter[str]:
        return Counter(json.loads(self.awaited))


@dataclass(frozen=True, slots=True)
class Query:
    """Which instances to list: created between two epoch seconds, of these statuses, with this prefix."""

    created_from: float = float("-inf")
    created_to: float = float("inf")
    statuses: frozenset[Status] = frozenset(Status)
    prefix: str = ""


_COLUMNS = ", ".join(f":{column.name}" for column in fields(Instance))


class Instances:
    """The table of instances."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, instance_id: str) -> Instance | None:
        row = self._connection.execute("SELECT * FROM instances WHERE id = ?", [instance_id]).fetchone()
        return None if row is None else _instance(row)

    def find(self, query: Query) -> list[Instance]:
        """Those that fit the query, in order of their creation."""
        rows = self._connection.execute(
            """SELECT * FROM instances WHERE created BETWEEN ? AND ? AND substr(id, 1, length(?)) = ?
            AND status IN (SELECT value FROM json_each(?)) ORDER BY created, id""",
            [
                query.created_from,
                query.created_to,
                query.prefix,
                query.prefix,
                json.dumps(sorted(query.statuses)),
            ],
        )
        return [_instance(row) for row in rows]

    def save(self, instance: Instance) -> None:
        self._connection.execute(f"REPLACE INTO instances VALUES ({_COLUMNS})", asdict(instance))  # noqa: S608 - our own names

    def delete(self, instance_id: str) -> None:
        self._connection.execute("DELETE FROM instances WHERE id = ?", [instance_id])


def _instance(row: sqlite3.Row) -> Instance:
    values = dict(row)
    return Instance(**{**values, "status": Status(values["status"])})

"""A table stays within its limits because whoever adds to it takes away as much."""

import sqlite3
from dataclasses import dataclass

# More than is added at a time, so that what has grown too old is gone after a few additions.
MOST_AT_ONCE = 10_000


@dataclass(frozen=True)
class Limits:
    """The most rows that a table holds, and how long it holds one."""

    rows: int
    seconds: float


def prune(connection: sqlite3.Connection, table: str, limits: Limits, now: float) -> None:
    """Rows are numbered in the order they came, so the oldest are those with the lowest ids."""
    surplus = f"id <= (SELECT max(id) FROM {table}) - ?"  # noqa: S608 - our own names
    connection.execute(f"DELETE FROM {table} WHERE {surplus}", [limits.rows])  # noqa: S608
    oldest = f"SELECT id, received FROM {table} ORDER BY id LIMIT {MOST_AT_ONCE}"  # noqa: S608
    expired = f"id IN (SELECT id FROM ({oldest}) WHERE received < ?)"  # noqa: S608
    connection.execute(f"DELETE FROM {table} WHERE {expired}", [now - limits.seconds])  # noqa: S608

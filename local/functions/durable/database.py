"""The SQLite file behind a task hub: one host at a time, and never a damaged file."""

import sqlite3
from pathlib import Path

from local.errors import StartError
from local.sqlite import Connection

_VERSION = 1
_SCHEMA = f"""
CREATE TABLE instances (
    id TEXT PRIMARY KEY, execution_id TEXT NOT NULL, name TEXT NOT NULL, created REAL NOT NULL,
    updated REAL NOT NULL, version TEXT, status TEXT NOT NULL, input TEXT, output TEXT, custom_status TEXT,
    awaited TEXT NOT NULL, trace_parent TEXT NOT NULL, parent_id TEXT, parent_execution_id TEXT NOT NULL,
    parent_task_id INTEGER NOT NULL
) STRICT;
CREATE TABLE history (
    instance_id TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL,
    PRIMARY KEY (instance_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id TEXT NOT NULL, execution_id TEXT, event TEXT NOT NULL,
    due REAL, timer INTEGER
) STRICT;
CREATE INDEX inbox_due ON inbox (due);
CREATE INDEX inbox_instance ON inbox (instance_id, due);
CREATE TABLE activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, instance_id TEXT NOT NULL, execution_id TEXT NOT NULL,
    task_id INTEGER NOT NULL, name TEXT NOT NULL, input TEXT, trace_parent TEXT NOT NULL
) STRICT;
PRAGMA user_version = {_VERSION};
"""


def open_database(path: Path | None) -> sqlite3.Connection:
    """A connection in autocommit mode, the only one to its file; without a path it is in memory."""
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path or ":memory:", timeout=0, isolation_level=None, factory=Connection)
    except (OSError, sqlite3.Error) as error:
        raise StartError(f"durable database {path}: {error}") from error
    try:
        _take(connection)
    except sqlite3.Error as error:
        connection.close()
        raise StartError(f"durable database {path}: {_fault(error)}") from error
    return connection


def _take(connection: sqlite3.Connection) -> None:
    """Hold the file for as long as the process lives, once it has been read and found in order."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    is_new = _is_new(connection)
    # WAL with NORMAL loses nothing to a kill; a power cut may undo the last commits, each as a whole.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA if is_new else ''} COMMIT;")


def _is_new(connection: sqlite3.Connection) -> bool:
    [complaint] = connection.execute("PRAGMA quick_check(1)").fetchone()
    if complaint != "ok":
        raise sqlite3.DatabaseError(complaint)
    [version] = connection.execute("PRAGMA user_version").fetchone()
    [tables] = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables and version != _VERSION:
        raise sqlite3.DatabaseError("its tables are not those of this version")
    return bool(tables == 0)


def _fault(error: sqlite3.Error) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return "another host is using it"
    reason = " ".join(str(error).split())
    return f"it cannot be used and was left as it is ({reason}); move it away to start afresh"

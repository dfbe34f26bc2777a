"""The SQLite file of the history: made at the first start, opened as it is at every later one."""

import sqlite3
import zlib
from pathlib import Path

from local.errors import StartError
from local.sqlite import Connection

SCHEMA = """
CREATE TABLE spans (
    id INTEGER PRIMARY KEY, received REAL NOT NULL,
    trace_id TEXT NOT NULL, span_id TEXT NOT NULL, parent_id TEXT, service TEXT NOT NULL, name TEXT NOT NULL,
    kind TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, failed INTEGER NOT NULL,
    attributes TEXT NOT NULL, events TEXT NOT NULL, is_request INTEGER NOT NULL, is_trouble INTEGER NOT NULL,
    UNIQUE (trace_id, span_id));
CREATE INDEX requests ON spans (start) WHERE is_request;
CREATE INDEX troubles ON spans (id) WHERE is_trouble;
CREATE TABLE points (
    id INTEGER PRIMARY KEY, received REAL NOT NULL,
    time REAL NOT NULL, service TEXT NOT NULL, name TEXT NOT NULL, attributes TEXT NOT NULL,
    total REAL NOT NULL, count INTEGER NOT NULL, bounds TEXT NOT NULL, buckets TEXT NOT NULL);
CREATE INDEX points_by_name ON points (name, time);
"""
VERSION = zlib.crc32(SCHEMA.encode()) >> 1


def open_database(path: Path) -> Connection:
    """A connection in autocommit mode. Raises StartError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = _connect(path.absolute().as_uri())
        if path.stat().st_size == 0:
            connection.executescript(f"PRAGMA user_version = {VERSION}; {SCHEMA}")
        _check(connection)
        # Outlives the process, which is all it need do.
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
    except OSError as error:
        raise StartError(f"{error.filename or path}: {error.strerror}") from error
    except sqlite3.OperationalError as error:
        raise StartError(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error
    return connection


def open_read_only(path: Path) -> Connection:
    """Raises StartError."""
    try:
        connection = _connect(f"{path.absolute().as_uri()}?mode=ro")
        _check(connection)
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error
    return connection


def _connect(uri: str) -> Connection:
    # An application may be built in one thread and served in another, never in two at once.
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, factory=Connection)


def _check(connection: Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (complaint,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if complaint != "ok":
        raise sqlite3.DatabaseError(complaint)
    if version != VERSION:
        raise sqlite3.DatabaseError("its tables are not those of this version")


def _damaged(path: Path, error: sqlite3.DatabaseError) -> StartError:
    return StartError(f"{path}: not a usable history ({error}); delete it to start afresh")

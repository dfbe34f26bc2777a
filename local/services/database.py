"""A service's SQLite file: built whole on the first start, opened as it is on every later one."""

import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path

from local.errors import StartError
from local.sqlite import Connection


def open_database(path: Path, schema: str, seed: Callable[[Connection], None]) -> Connection:
    """A connection in autocommit mode; a missing file is first created from the schema and the seed."""
    try:
        if not path.exists():
            _build(path, schema, seed)
        return _open(path, schema)
    except sqlite3.DatabaseError as error:
        raise StartError(f"{path}: not a usable database ({error}); delete it to start afresh") from error
    except OSError as error:
        raise StartError(f"{error.filename or path}: {error.strerror}") from error


def _build(path: Path, schema: str, seed: Callable[[Connection], None]) -> None:
    """Seeds a file beside the final one and renames it, so that a killed seed leaves no half database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _sibling(path, ".partial")
    # The log of a deleted database would be replayed into the new one.
    for leftover in (partial, _sibling(path, "-wal"), _sibling(path, "-shm")):
        leftover.unlink(missing_ok=True)
    connection = _connect(partial)
    connection.executescript("PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
    connection.executescript(f"BEGIN; {schema}")
    seed(connection)
    connection.execute("COMMIT")
    connection.execute(f"PRAGMA user_version={_version(schema)}")
    connection.close()
    partial.replace(path)


def _open(path: Path, schema: str) -> Connection:
    connection = _connect(path)
    (complaint,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if complaint != "ok":
        raise sqlite3.DatabaseError(complaint)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != _version(schema):
        raise sqlite3.DatabaseError("its tables are not those of this version")
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000")
    return connection


def _connect(path: Path) -> Connection:
    # An application may be built in one thread and served in another, never in two at once.
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=Connection)


def _sibling(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _version(schema: str) -> int:
    return zlib.crc32(schema.encode()) >> 1

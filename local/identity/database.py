"""The SQLite file behind sessions, grants and used assertions."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from local.identity.damage import StateDamaged

SCHEMA = """
CREATE TABLE sessions (
    secret_hash TEXT PRIMARY KEY, sid TEXT NOT NULL, user_id TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE session_clients (
    sid TEXT NOT NULL, client_id TEXT NOT NULL, PRIMARY KEY (sid, client_id));
CREATE TABLE grants (
    secret_hash TEXT PRIMARY KEY, kind TEXT NOT NULL, client_id TEXT NOT NULL, family TEXT NOT NULL,
    body TEXT NOT NULL, expires_at REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE INDEX grants_by_family ON grants (family);
CREATE INDEX grants_by_expiry ON grants (expires_at);
CREATE TABLE used_assertions (
    client_id TEXT NOT NULL, jti TEXT NOT NULL, expires_at REAL NOT NULL, PRIMARY KEY (client_id, jti));
"""
VERSION = zlib.crc32(SCHEMA.encode()) >> 1


class Database:
    """Opened anew for each transaction, so that it may be used from any thread and is never left open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            if not path.exists():
                _create(path)
            _check(path)
        except sqlite3.OperationalError as error:
            raise OSError(f"{path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise StateDamaged(path) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute("PRAGMA synchronous = OFF")  # outlives the process, which is all it need do
            connection.execute("BEGIN IMMEDIATE")
            yield connection


def _create(path: Path) -> None:
    """Under another name first, so that a start that is broken off leaves no half database."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as connection:
        connection.executescript(f"{SCHEMA}; PRAGMA user_version = {VERSION}")
    unfinished.replace(path)


def _check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if (version, verdict) != (VERSION, "ok"):
        raise StateDamaged(path)

"""The SQLite file behind sessions, grants and used assertions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    secret_hash TEXT PRIMARY KEY, sid TEXT NOT NULL, user_id TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS session_clients (
    sid TEXT NOT NULL, client_id TEXT NOT NULL, PRIMARY KEY (sid, client_id));
CREATE TABLE IF NOT EXISTS grants (
    secret_hash TEXT PRIMARY KEY, kind TEXT NOT NULL, client_id TEXT NOT NULL, family TEXT NOT NULL,
    body TEXT NOT NULL, expires_at REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS grants_by_family ON grants (family);
CREATE INDEX IF NOT EXISTS grants_by_expiry ON grants (expires_at);
CREATE TABLE IF NOT EXISTS used_assertions (
    client_id TEXT NOT NULL, jti TEXT NOT NULL, expires_at REAL NOT NULL, PRIMARY KEY (client_id, jti));
"""


class Database:
    """Opened anew for each transaction, so that it may be used from any thread and is never left open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute("PRAGMA synchronous = OFF")  # outlives the process, which is all it need do
            connection.execute("BEGIN IMMEDIATE")
            yield connection

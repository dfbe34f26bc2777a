"""Sessions in one SQLite file, shared by the processes of one machine."""

import asyncio
import sqlite3
import weakref
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from desktop_bff.session.store import Record, StoreUnavailable

BUSY_TIMEOUT_SECONDS = 1.0
EXPIRED_AT_ONCE = 100
SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE sessions (
    key TEXT PRIMARY KEY, payload BLOB NOT NULL, version INTEGER NOT NULL, expires_at REAL NOT NULL);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE TABLE labels (
    label TEXT, key TEXT REFERENCES sessions ON DELETE CASCADE, PRIMARY KEY (label, key)) WITHOUT ROWID;
CREATE INDEX labels_by_key ON labels (key);
CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires_at REAL NOT NULL) WITHOUT ROWID;
"""

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]


class SqliteStore:
    """Every statement runs in a thread of its own: it may wait for other processes, the loop may not."""

    def __init__(
        self, path: Path, clock: Callable[[], float], busy_timeout: float = BUSY_TIMEOUT_SECONDS
    ) -> None:
        self._path = path
        self._clock = clock
        self._busy_timeout = busy_timeout
        self._thread = ThreadPoolExecutor(1, "sessions")
        self._connection: sqlite3.Connection | None = None

    async def create(self, key: str, payload: bytes, labels: Collection[str], expires_at: float) -> None:
        row, now = (key, payload, expires_at), self._clock()
        if not await self._run(lambda connection: _insert(connection, row, labels, now)):
            raise ValueError("a session of that key exists")

    async def read(self, key: str) -> Record | None:
        rows = await self._select(
            "SELECT payload, version FROM sessions WHERE key = ? AND expires_at > ?", key, self._clock()
        )
        return Record(*rows[0]) if rows else None

    async def replace(self, key: str, version: int, payload: bytes, expires_at: float) -> bool:
        changed = await self._change(
            """UPDATE sessions SET payload = ?, version = version + 1, expires_at = ?
            WHERE key = ? AND version = ? AND payload != x'' AND expires_at > ?""",
            *(payload, expires_at, key, version, self._clock()),
        )
        return changed == 1

    async def end(self, key: str) -> None:
        await self._change(
            "UPDATE sessions SET payload = x'', version = version + 1 WHERE key = ? AND payload != x''", key
        )

    async def labelled(self, label: str) -> list[str]:
        rows = await self._select(
            """SELECT key FROM labels JOIN sessions USING (key)
            WHERE label = ? AND payload != x'' AND expires_at > ?""",
            *(label, self._clock()),
        )
        return [key for (key,) in rows]

    async def acquire(self, name: str, holder: str, seconds: float) -> bool:
        now = self._clock()
        changed = await self._change(
            """INSERT INTO leases VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
            WHERE holder = excluded.holder OR expires_at <= ?""",
            *(name, holder, now + seconds, now),
        )
        return changed == 1

    async def release(self, name: str, holder: str) -> None:
        await self._change("DELETE FROM leases WHERE name = ? AND holder = ?", name, holder)

    async def close(self) -> None:
        """Close the file; the thread ends with the store."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)

    async def _select(self, query: str, *values: object) -> list[Any]:
        return await self._run(lambda connection: connection.execute(query, values).fetchall())

    async def _change(self, statement: str, *values: object) -> int:
        """One statement is one transaction, which waits for the write lock like BEGIN IMMEDIATE."""
        return await self._run(lambda connection: connection.execute(statement, values).rowcount)

    async def _run(self, work: Work[Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._work, work)

    def _work(self, work: Work[Result]) -> Result:
        try:
            return work(self._connection or self._connect())
        except (sqlite3.Error, OSError) as error:
            self._disconnect()
            raise StoreUnavailable(f"the session store {self._path} cannot be used: {error}") from error

    def _connect(self) -> sqlite3.Connection:
        if not self._path.exists():
            _create(self._path)
        connection = self._connection = sqlite3.connect(
            self._path, timeout=self._busy_timeout, isolation_level=None, check_same_thread=False
        )
        weakref.finalize(self, connection.close)  # nobody closes a function app: it goes with its store
        connection.executescript("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON")
        return connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            connection.close()


def _create(path: Path) -> None:
    """In a folder of its own first: of several processes that start at once, one makes the file, whole."""
    with TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as folder:
        unfinished = Path(folder) / path.name
        unfinished.touch(mode=0o600)
        with closing(sqlite3.connect(unfinished)) as connection:
            connection.executescript(SCHEMA)
        with suppress(FileExistsError):
            path.hardlink_to(unfinished)


def _insert(
    connection: sqlite3.Connection, row: tuple[str, bytes, float], labels: Collection[str], now: float
) -> bool:
    """Whether the key was free; what has expired makes room on this occasion."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        _forget_expired(connection, now)
        if not connection.execute("INSERT OR IGNORE INTO sessions VALUES (?, ?, 1, ?)", row).rowcount:
            return False
        connection.executemany("INSERT INTO labels VALUES (?, ?)", [(label, row[0]) for label in set(labels)])
        return True


def _forget_expired(connection: sqlite3.Connection, now: float) -> None:
    """A bounded number at a time, so that the file does not grow and no request pays for all."""
    connection.execute(
        "DELETE FROM sessions WHERE key IN (SELECT key FROM sessions WHERE expires_at <= ? LIMIT ?)",
        (now, EXPIRED_AT_ONCE),
    )
    connection.execute("DELETE FROM leases WHERE expires_at <= ?", (now,))

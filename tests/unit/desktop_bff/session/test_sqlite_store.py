"""What is SQLite's own: the file, the processes that share it, and its damage."""

import asyncio
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_bff.session.sqlite_store import SqliteStore
from desktop_bff.session.store import Record, StoreUnavailable

PROCESS = """
import asyncio, sys
from desktop_bff.session.store import open_store

async def main() -> None:
    store = open_store(sys.argv[1])
    await store.read("key")
    print("ready", flush=True)
    sys.stdin.readline()
    won = [await store.replace("key", version, b"next", 4e9) for version in range(1, 51)]
    print(sum(won))
    await store.close()

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


@pytest.fixture
def now() -> list[float]:
    """The time, to be changed in place."""
    return [1000.0]


@pytest.fixture
async def store(path: Path, now: list[float]) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(path, lambda: now[0])
    yield store
    await store.close()


def files(path: Path) -> dict[Path, int]:
    """The database's files and their modes."""
    return {file: stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob(f"{path.name}*")}


def overwrite(path: Path, offset: int, content: bytes) -> bytes:
    """Put another file in its place; what the old one held."""
    before = path.read_bytes() if path.exists() else b""
    path.with_suffix(".new").write_bytes(before[:offset] + content)
    path.with_suffix(".new").replace(path)
    return before


async def test_nothing_is_opened_before_the_first_use(store: SqliteStore, path: Path) -> None:
    assert not files(path)
    await store.read("key")
    assert path in files(path)


async def test_only_its_owner_may_read_the_file(store: SqliteStore, path: Path) -> None:
    await store.create("key", b"payload", [], 2000)
    modes = files(path)
    assert len(modes) == 3, "the database, its log and the log's index"
    assert set(modes.values()) == {0o600}


async def test_a_session_expires_by_the_clock(store: SqliteStore, now: list[float]) -> None:
    await store.create("key", b"payload", ["user"], 1060)
    now[0] = 1059.9
    assert await store.read("key") == Record(b"payload", 1)
    now[0] = 1060
    assert await store.read("key") is None
    assert not await store.replace("key", 1, b"payload", 2000)
    assert await store.labelled("user") == []


async def test_a_tombstone_expires_with_its_session(store: SqliteStore, now: list[float]) -> None:
    await store.create("key", b"payload", [], 1060)
    await store.end("key")
    now[0] = 1060
    assert await store.read("key") is None


async def test_a_lease_expires_by_the_clock(store: SqliteStore, now: list[float]) -> None:
    assert await store.acquire("key", "first", 5)
    now[0] += 4.9
    assert not await store.acquire("key", "second", 5)
    now[0] += 0.1
    assert await store.acquire("key", "second", 5)
    assert not await store.acquire("key", "first", 5)


async def test_what_has_expired_leaves_the_file(store: SqliteStore, path: Path, now: list[float]) -> None:
    for key in ("one", "two"):
        await store.create(key, b"payload", ["user"], 1060)
    await store.acquire("lease", "holder", 5)
    now[0] = 1060
    await store.create("three", b"payload", ["user"], 2000)
    with closing(sqlite3.connect(path)) as rows:
        assert rows.execute("SELECT key FROM sessions").fetchall() == [("three",)]
        assert rows.execute("SELECT key FROM labels").fetchall() == [("three",)]
        assert rows.execute("SELECT name FROM leases").fetchall() == []


async def test_processes_that_share_the_file_replace_each_version_once(
    store: SqliteStore, path: Path
) -> None:
    await store.create("key", b"first", [], 4e9)
    pipe = asyncio.subprocess.PIPE
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROCESS, f"sqlite:///{path}", stdin=pipe, stdout=pipe
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
    won = [int((await process.communicate())[0]) for process in processes]
    record = await store.read("key")
    assert record is not None
    assert record.version == 1 + sum(won)


async def test_many_may_open_a_new_file_at_once(path: Path) -> None:
    stores = [SqliteStore(path, lambda: 1000.0) for _ in range(10)]
    async with asyncio.TaskGroup() as tasks:
        for number, store in enumerate(stores):
            tasks.create_task(store.create(str(number), b"payload", ["user"], 2000))
    assert len(await stores[0].labelled("user")) == 10
    for store in stores:
        await store.close()


async def test_a_lock_held_too_long_is_unavailability_not_a_wait(path: Path) -> None:
    store = SqliteStore(path, lambda: 1000.0, busy_timeout=0.01)
    await store.create("key", b"payload", [], 2000)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match=r"sessions\.db cannot be used: database is locked"):
            await store.end("key")
        assert await store.read("key") == Record(b"payload", 1), "readers do not wait for writers"
    await store.close()


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
async def test_a_damaged_file_is_named_and_left_alone(store: SqliteStore, path: Path, content: bytes) -> None:
    overwrite(path, 0, content)
    with pytest.raises(
        StoreUnavailable, match=r"^the session store \S+/sessions\.db cannot be used: [^\n]+$"
    ):
        await store.read("key")
    assert overwrite(path, 0, b"") == content


async def test_damage_that_comes_later_is_named_and_mends(store: SqliteStore, path: Path) -> None:
    await store.create("key", b"payload", [], 2000)
    await store.close()
    whole = overwrite(path, 4096, b"\xff" * 4096)
    with pytest.raises(StoreUnavailable, match=r"sessions\.db"):
        await store.read("key")
    overwrite(path, 0, whole)
    assert await store.read("key") == Record(b"payload", 1)


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "missing" / "sessions.db", lambda: 1000.0)
    with pytest.raises(StoreUnavailable, match=r"missing/sessions\.db cannot be used: .*No such file"):
        await store.read("key")

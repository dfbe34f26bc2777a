"""The conformance kit: whatever keeps sessions keeps these promises."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from desktop_bff.session.store import Record, SessionStore, open_store
from tests.unit.desktop_bff.session.redis_server import RedisServer

NOW = 1_800_000_000.0
LATER = NOW + 600
Stores = Callable[[], SessionStore]


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place that holds nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'sessions.db'}"
    server: RedisServer = request.getfixturevalue("redis_server")
    return server.empty_database()


@pytest.fixture
async def stores(url: str) -> AsyncIterator[Stores]:
    """Opens a further store on the same place, as another process would."""
    async with AsyncExitStack() as stack:

        def another() -> SessionStore:
            store = open_store(url, lambda: NOW)
            stack.push_async_callback(store.close)
            return store

        yield another


@pytest.fixture
def store(stores: Stores) -> SessionStore:
    return stores()


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """The results of what was done at the same time."""
    async with asyncio.TaskGroup() as tasks:
        started = [tasks.create_task(one) for one in work]
    return [task.result() for task in started]


async def test_a_created_record_is_read_back_by_every_store(stores: Stores) -> None:
    await stores().create("key", b"\x00payload\xff", ["user"], LATER)
    assert await stores().read("key") == Record(b"\x00payload\xff", 1)


async def test_a_key_that_never_was_reads_as_none(store: SessionStore) -> None:
    assert await store.read("key") is None


async def test_a_key_is_not_used_twice(store: SessionStore) -> None:
    await store.create("key", b"first", [], LATER)
    with pytest.raises(ValueError, match="a session of that key exists"):
        await store.create("key", b"second", [], LATER)
    assert await store.read("key") == Record(b"first", 1)


async def test_an_ended_session_cannot_be_created_again(store: SessionStore) -> None:
    await store.create("key", b"first", [], LATER)
    await store.end("key")
    with pytest.raises(ValueError, match="a session of that key exists"):
        await store.create("key", b"first", [], LATER)


async def test_replace_keeps_the_next_version(store: SessionStore) -> None:
    await store.create("key", b"first", [], LATER)
    assert await store.replace("key", 1, b"second", LATER)
    assert await store.read("key") == Record(b"second", 2)


@pytest.mark.parametrize("version", [0, 2, -1])
async def test_replace_of_another_version_changes_nothing(store: SessionStore, version: int) -> None:
    await store.create("key", b"first", [], LATER)
    assert not await store.replace("key", version, b"second", LATER)
    assert await store.read("key") == Record(b"first", 1)


async def test_replace_creates_nothing(store: SessionStore) -> None:
    assert not await store.replace("key", 0, b"payload", LATER)
    assert await store.read("key") is None


async def test_of_fifty_concurrent_replaces_one_wins(stores: Stores) -> None:
    one, other = stores(), stores()
    await one.create("key", b"first", ["user"], LATER)
    payloads = [str(number).encode() for number in range(50)]
    won = await together(
        *(
            (one, other)[number % 2].replace("key", 1, payload, LATER)
            for number, payload in enumerate(payloads)
        )
    )
    assert won.count(True) == 1
    assert await other.read("key") == Record(payloads[won.index(True)], 2)


async def test_an_ended_session_is_a_tombstone_of_the_next_version(store: SessionStore) -> None:
    await store.create("key", b"first", [], LATER)
    await store.end("key")
    await store.end("key")
    assert await store.read("key") == Record(b"", 2)


async def test_a_tombstone_is_not_replaced(store: SessionStore) -> None:
    await store.create("key", b"first", [], LATER)
    await store.end("key")
    assert not await store.replace("key", 2, b"second", LATER)
    assert await store.read("key") == Record(b"", 2)


async def test_ending_what_never_was_leaves_nothing(store: SessionStore) -> None:
    await store.end("key")
    assert await store.read("key") is None
    await store.create("key", b"first", [], LATER)


async def test_a_concurrent_replace_never_revives_an_ended_session(stores: Stores) -> None:
    one, other = stores(), stores()
    for key in map(str, range(25)):
        await one.create(key, b"first", ["user"], LATER)
        await together(
            other.replace(key, 1, b"second", LATER), one.end(key), other.replace(key, 2, b"third", LATER)
        )
        record = await other.read(key)
        assert record is not None
        assert record.payload == b""
    assert await one.labelled("user") == []


async def test_a_record_past_its_time_is_not_there(store: SessionStore) -> None:
    await store.create("never", b"payload", ["user"], NOW)
    await store.create("no longer", b"payload", ["user"], LATER)
    await store.replace("no longer", 1, b"payload", NOW - 1)
    assert await store.read("never") is None
    assert await store.read("no longer") is None
    assert not await store.replace("no longer", 2, b"payload", LATER)
    assert await store.labelled("user") == []


async def test_a_label_names_the_live_sessions_that_carry_it(store: SessionStore) -> None:
    for key in ("one", "two", "three"):
        await store.create(key, b"payload", ["user", f"sid of {key}"], LATER)
    await store.create("another", b"payload", ["somebody else"], LATER)
    await store.end("two")
    assert sorted(await store.labelled("user")) == ["one", "three"]
    assert await store.labelled("sid of three") == ["three"]
    assert await store.labelled("sid of two") == []
    assert await store.labelled("nobody") == []


async def test_a_replaced_session_keeps_its_labels(store: SessionStore) -> None:
    await store.create("key", b"first", ["user"], NOW + 1)
    await store.replace("key", 1, b"second", LATER)
    assert await store.labelled("user") == ["key"]


async def test_a_lease_has_one_holder(stores: Stores) -> None:
    one, other = stores(), stores()
    taken = await together(*((one, other)[number % 2].acquire("key", str(number), 5) for number in range(50)))
    assert taken.count(True) == 1
    assert await other.acquire("key", str(taken.index(True)), 5), "the holder renews its own"
    assert await one.acquire("another", "somebody", 5)


async def test_only_its_holder_releases_a_lease(stores: Stores) -> None:
    one, other = stores(), stores()
    await one.acquire("key", "holder", 5)
    await other.release("key", "thief")
    assert not await other.acquire("key", "thief", 5)
    await one.release("key", "holder")
    assert await other.acquire("key", "thief", 5)
    await one.release("never taken", "holder")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sqlite://",
        "sqlite:///",
        "sqlite://relative",
        "memory://",
        "redis://",
        "redis://:6379",
        "redis://user:hunter2@host:port",
        "redis://host:6379/sessions",
        "redis://host:6379/0?ssl_cert_reqs=none",
        "rediss://[host:6379",
        "https://host",
    ],
)
def test_an_url_that_is_no_store_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(ValueError, match=r"^the session store's URL is [^\n]+$") as refused:
        open_store(url)
    assert "hunter2" not in str(refused.value)

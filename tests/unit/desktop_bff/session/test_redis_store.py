"""What is Redis's own: times to live, one key a script, and connections that break."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis

from desktop_bff.session.redis_store import RedisStore
from desktop_bff.session.store import Record, StoreUnavailable
from tests.unit.desktop_bff.session.redis_server import RedisServer

NOW = 1_800_000_000.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def url(server: RedisServer) -> str:
    return server.empty_database()


@pytest.fixture
async def store(url: str) -> AsyncIterator[RedisStore]:
    store = RedisStore(url, lambda: NOW)
    yield store
    await store.close()


@pytest.fixture
async def redis(url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(url, decode_responses=True) as client:
        yield client


async def seconds_left(redis: Redis) -> dict[str, int]:
    """The time to live of every key."""
    return {key: round(await redis.pttl(key) / 1000) async for key in redis.scan_iter()}


async def test_everything_has_a_time_to_live(store: RedisStore, redis: Redis) -> None:
    await store.create("key", b"payload", ["user", "sid"], NOW + 600)
    await store.acquire("lock", "holder", 5)
    assert await seconds_left(redis) == {
        "session:key": 600,
        "label:user": 600,
        "label:sid": 600,
        "lease:lock": 5,
    }


async def test_a_replaced_session_lives_and_so_do_its_labels(store: RedisStore, redis: Redis) -> None:
    await store.create("key", b"first", ["user"], NOW + 60)
    await store.replace("key", 1, b"second", NOW + 600)
    assert await seconds_left(redis) == {"session:key": 600, "label:user": 600}


async def test_a_label_outlives_its_shortest_session(store: RedisStore, redis: Redis) -> None:
    await store.create("long", b"payload", ["user"], NOW + 600)
    await store.create("short", b"payload", ["user"], NOW + 60)
    assert (await seconds_left(redis))["label:user"] == 600


async def test_a_tombstone_keeps_the_time_of_its_session(store: RedisStore, redis: Redis) -> None:
    await store.create("key", b"payload", [], NOW + 60)
    await store.end("key")
    assert await seconds_left(redis) == {"session:key": 60}


async def test_a_renewed_lease_lasts_longer(store: RedisStore, redis: Redis) -> None:
    await store.acquire("lock", "holder", 5)
    await store.acquire("lock", "holder", 50)
    assert await seconds_left(redis) == {"lease:lock": 50}


async def test_a_label_forgets_keys_that_are_gone(store: RedisStore, redis: Redis) -> None:
    for key in ("live", "ended", "expired"):
        await store.create(key, b"payload", ["user"], NOW + 600)
    await store.end("ended")
    await redis.delete("session:expired")
    assert await store.labelled("user") == ["live"]
    assert await redis.sscan("label:user") == (0, ["live"])


async def test_a_dropped_connection_is_replaced_unnoticed(store: RedisStore, redis: Redis) -> None:
    await store.create("key", b"payload", ["user"], NOW + 600)
    await redis.client_kill_filter(_type="normal", skipme=True)
    assert await store.replace("key", 1, b"second", NOW + 600)


@asynccontextmanager
async def losing_the_first_answer(url: str) -> AsyncIterator[str]:
    """The same store behind a relay that passes the first script on, and hangs up before its answer."""
    address = urlsplit(url)
    lost: list[bytes] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward, back = await asyncio.open_connection(address.hostname, address.port)
        while data := await reader.read(65536):
            back.write(data)
            answer = await onward.read(65536)
            if b"EVAL" in data and not lost:
                lost.append(answer)
                break
            writer.write(answer)
        for end in (back, writer):
            end.close()
            await end.wait_closed()

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        yield address._replace(netloc=f"127.0.0.1:{server.sockets[0].getsockname()[1]}").geturl()
    assert lost, "no answer was lost"


async def test_a_create_whose_answer_is_lost_is_one_create(url: str) -> None:
    async with losing_the_first_answer(url) as relayed:
        store = RedisStore(relayed, lambda: NOW)
        await store.create("key", b"payload", ["user"], NOW + 600)
        assert await store.read("key") == Record(b"payload", 1)
        assert await store.labelled("user") == ["key"]
        await store.close()


async def test_a_replace_whose_answer_is_lost_is_seen_by_reading_again(url: str, store: RedisStore) -> None:
    await store.create("key", b"first", [], NOW + 600)
    async with losing_the_first_answer(url) as relayed:
        unlucky = RedisStore(relayed, lambda: NOW)
        assert not await unlucky.replace("key", 1, b"second", NOW + 600)
        assert await unlucky.read("key") == Record(b"second", 2)
        await unlucky.close()


async def test_a_store_that_is_down_is_unavailable_and_recovers(tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    store = RedisStore(server.empty_database(), lambda: NOW)
    await store.create("key", b"payload", ["user"], NOW + 600)
    server.stop()
    for operation in (
        store.create("new", b"payload", [], NOW + 600),
        store.read("key"),
        store.replace("key", 1, b"second", NOW + 600),
        store.end("key"),
        store.labelled("user"),
        store.acquire("lock", "holder", 5),
        store.release("lock", "holder"),
    ):
        with pytest.raises(StoreUnavailable, match=r"^the session store failed: ConnectionError$"):
            await operation
    server.start()
    await store.create("key", b"payload", ["user"], NOW + 600)
    assert await store.read("key") == Record(b"payload", 1)
    await store.close()
    server.stop()


async def test_an_answer_that_makes_no_sense_is_unavailability(store: RedisStore, redis: Redis) -> None:
    await redis.set("session:key", "not a session")
    with pytest.raises(StoreUnavailable, match=r"^the session store failed: ResponseError$"):
        await store.read("key")


async def test_a_wrong_password_is_unavailability_and_is_not_told(url: str) -> None:
    store = RedisStore(url.replace("127.0.0.1", ":hunter2@127.0.0.1"), lambda: NOW)
    with pytest.raises(StoreUnavailable, match=r"^the session store failed: AuthenticationError$"):
        await store.read("key")
    await store.close()


async def test_a_store_that_does_not_answer_is_unavailable_in_time() -> None:
    async def never_answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)

    connections: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    store = RedisStore(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}", lambda: NOW, timeout=0.02)
    with pytest.raises(StoreUnavailable, match=r"^the session store failed: TimeoutError$"):
        await store.read("key")
    await store.close()
    for connection in connections:
        connection.close()
    server.close()

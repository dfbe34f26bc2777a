"""Sessions in Redis, shared by the instances of a function app.

Each script touches one key and so one hash slot, as a cluster demands. A session and its labels are therefore
written one after the other, in the order that an interruption leaves harmless.
"""

import json
import re
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionDropped
from redis.exceptions import RedisError

from desktop_bff.session.redis_credentials import ManagedIdentityCredentials
from desktop_bff.session.store import Record, StoreUnavailable

TIMEOUT_SECONDS = 1.0
MAX_CONNECTIONS = 50

# A create that is sent twice, because its answer was lost, is still one create.
CREATE = """
if redis.call('EXISTS', KEYS[1]) == 1 then
    return redis.call('HGET', KEYS[1], 'payload') == ARGV[1] and 1 or 0
end
redis.call('HSET', KEYS[1], 'payload', ARGV[1], 'version', 1, 'labels', ARGV[2])
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
"""
REPLACE = """
local version, payload = unpack(redis.call('HMGET', KEYS[1], 'version', 'payload'))
if version ~= ARGV[1] or payload == '' then return 0 end
redis.call('HSET', KEYS[1], 'payload', ARGV[2])
redis.call('HINCRBY', KEYS[1], 'version', 1)
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
"""
END = """
if redis.call('HSTRLEN', KEYS[1], 'payload') > 0 then
    redis.call('HSET', KEYS[1], 'payload', '')
    redis.call('HINCRBY', KEYS[1], 'version', 1)
end
"""
# A label lives as long as the longest session that carries it.
LABEL = """
redis.call('SADD', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
"""
ACQUIRE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"


class RedisStore:
    """Times are sent as what is left of them, so the clocks of Redis and of an instance need not agree."""

    def __init__(self, url: str, clock: Callable[[], float], timeout: float = TIMEOUT_SECONDS) -> None:
        _check(url)
        self._url = url
        self._clock = clock
        self._timeout = timeout

    async def create(self, key: str, payload: bytes, labels: Collection[str], expires_at: float) -> None:
        """First the session: one whose labels are missing has not been handed to anybody yet."""
        left = self._milliseconds_until(expires_at)
        if not await self._run(CREATE, f"session:{key}", payload, json.dumps(sorted(labels)), left):
            raise ValueError("a session of that key exists")
        with _failures():
            async with self._pipeline() as commands:
                _label(commands, key, labels, left)
                await commands.execute()

    async def read(self, key: str) -> Record | None:
        with _failures():
            payload, version = await _reply(self._client.hmget(f"session:{key}", ["payload", "version"]))
        return None if version is None else Record(payload, int(version))

    async def replace(self, key: str, version: int, payload: bytes, expires_at: float) -> bool:
        """First the labels, so that none expires before its session."""
        left = self._milliseconds_until(expires_at)
        with _failures():
            labels = await _reply(self._client.hget(f"session:{key}", "labels"))
            if labels is None:
                return False
            async with self._pipeline() as commands:
                _label(commands, key, json.loads(labels), left)
                commands.eval(REPLACE, 1, f"session:{key}", version, payload, left)
                return bool((await commands.execute())[-1])

    async def end(self, key: str) -> None:
        await self._run(END, f"session:{key}")

    async def labelled(self, label: str) -> list[str]:
        """Keys that no longer stand for a live session leave the label for good: no key is used twice."""
        with _failures():
            keys = [key.decode() for key in await _reply(self._client.smembers(f"label:{label}"))]
            async with self._pipeline() as commands:
                for key in keys:
                    commands.hstrlen(f"session:{key}", "payload")
                lengths = dict(zip(keys, await commands.execute(), strict=True))
            if stale := [key for key, length in lengths.items() if not length]:
                await _reply(self._client.srem(f"label:{label}", *stale))
        return [key for key, length in lengths.items() if length]

    async def acquire(self, name: str, holder: str, seconds: float) -> bool:
        return bool(await self._run(ACQUIRE, f"lease:{name}", holder, max(1, round(seconds * 1000))))

    async def release(self, name: str, holder: str) -> None:
        await self._run(RELEASE, f"lease:{name}", holder)

    async def close(self) -> None:
        with _failures():
            await self._client.aclose()

    @cached_property
    def _client(self) -> Redis:
        """Made at the first use, on the loop that uses it. A dropped connection is replaced once, at once."""
        options: dict[str, Any] = {
            "max_connections": MAX_CONNECTIONS,
            "timeout": self._timeout,
            "socket_timeout": self._timeout,
            "socket_connect_timeout": self._timeout,
            "retry": Retry(NoBackoff(), 1, (ConnectionDropped,)),
            # RESP 2 has no push messages, so a connection that has something to read is seen to be closed.
            "protocol": 2,
        }
        address = urlsplit(self._url)
        if address.scheme == "rediss" and not address.password:
            # No connection is kept alive: the token is asked for about once an hour.
            transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
            options["credential_provider"] = ManagedIdentityCredentials(transport)
        return Redis.from_pool(BlockingConnectionPool.from_url(self._url, **options))

    def _pipeline(self) -> Pipeline:
        """Commands sent together, not as a transaction: that would need all keys in one hash slot."""
        return self._client.pipeline(transaction=False)

    async def _run(self, script: str, key: str, *values: str | bytes | int) -> Any:
        with _failures():
            return await _reply(self._client.eval(script, 1, key, *values))

    def _milliseconds_until(self, moment: float) -> int:
        return max(0, round((moment - self._clock()) * 1000))


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailable(f"the session store failed: {type(error).__name__}") from error


def _label(commands: Pipeline, key: str, labels: Collection[str], left: int) -> None:
    for label in labels:
        commands.eval(LABEL, 1, f"label:{label}", key, left)


def _reply(command: object) -> Awaitable[Any]:
    """redis-py types one command for its synchronous and asynchronous clients at once."""
    return cast("Awaitable[Any]", command)


def _check(url: str) -> None:
    try:
        address = urlsplit(url)
        named = bool(address.hostname) and address.port != 0
    except ValueError:
        named = False
    if not named or not re.fullmatch("(/[0-9]*)?", address.path) or address.query or address.fragment:
        raise ValueError("the session store's URL is not redis[s]://host:port/database")

"""Where web sessions live: one small protocol with conditional writes, over SQLite or Redis."""

import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Record:
    """What is kept under a key; an empty payload is a tombstone: the session was ended."""

    payload: bytes
    version: int


class StoreUnavailable(Exception):
    """The store could not do what it was asked; the message holds no server's address, no credential."""


class SessionStore(Protocol):
    """Records under keys that are never used twice; times are epoch seconds."""

    async def create(self, key: str, payload: bytes, labels: Collection[str], expires_at: float) -> None:
        """Keep a new record, as version 1; ValueError when the key is taken."""

    async def read(self, key: str) -> Record | None:
        """The record, or None when there never was one or it has expired."""

    async def replace(self, key: str, version: int, payload: bytes, expires_at: float) -> bool:
        """Keep the next version, only if the record is still of this one and was not ended.

        False may also mean that a lost connection hid our own success: read again, and see.
        """

    async def end(self, key: str) -> None:
        """Leave a tombstone until the record's own expiry; to end what is not there is no error."""

    async def labelled(self, label: str) -> list[str]:
        """The keys of the live sessions that carry a label."""

    async def acquire(self, name: str, holder: str, seconds: float) -> bool:
        """Take or renew a lease; False while somebody else holds it."""

    async def release(self, name: str, holder: str) -> None:
        """Give up a lease, if it is still the holder's own."""

    async def close(self) -> None: ...


def open_store(url: str, clock: Callable[[], float] = time.time) -> SessionStore:
    """`sqlite:///file` (`sqlite:////file` from the root), `redis://host:port/0` or `rediss://host:port`.

    Nothing is connected before the first use.
    """
    if file := re.fullmatch("sqlite:///(.+)", url):
        from desktop_bff.session.sqlite_store import SqliteStore  # noqa: PLC0415 - it imports this module

        return SqliteStore(Path(file[1]), clock)
    if url.startswith(("redis://", "rediss://")):
        from desktop_bff.session.redis_store import RedisStore  # noqa: PLC0415 - costs 110 ms

        return RedisStore(url, clock)
    raise ValueError(
        "the session store's URL is none of sqlite:///file, redis://host:port, rediss://host:port"
    )

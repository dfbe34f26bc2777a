"""The sessions of this channel: found by cookie, kept sealed, ended for good."""

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from pydantic import ValidationError

from desktop_bff.session.events import Event
from desktop_bff.session.sealing import BrokenSeal, Sealer
from desktop_bff.session.session import ABSOLUTE_SECONDS, Session
from desktop_bff.session.store import SessionStore, StoreUnavailable
from desktop_bff.unavailable import unavailable
from shared import base64url
from shared.problems import LoginRequired, SessionExpired

LEASE_SECONDS = 10.0
_POLL_SECONDS = 0.05
_UNAVAILABLE = "Sessions cannot be read or kept now."
_log = logging.getLogger("portico.session")


@dataclass(frozen=True)
class Kept:
    """A session as it was read: the key it is kept under, and the version that a change must find."""

    key: str
    version: int
    session: Session


class Sessions:
    """Sessions in a store; one that fails raises UpstreamUnavailable."""

    def __init__(
        self,
        store: SessionStore,
        sealer: Sealer,
        clock: Callable[[], float] = time.time,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._lease_seconds = lease_seconds

    async def create(self, session: Session) -> str:
        """The new session's id, 256 random bits, for the browser's cookie; only its digest is kept."""
        session_id = secrets.token_urlsafe(32)
        key = key_of(session_id)
        labels = {_user_label(*session.user.key)}
        labels |= {_provider_label(session.user.sid)} if session.user.sid else set()
        with unavailable(_UNAVAILABLE, StoreUnavailable):
            await self._store.create(key, self._sealed(key, session), labels, _kept_until(session))
        return session_id

    async def find(self, session_id: str | None) -> Kept:
        """The session of a cookie; raises LoginRequired without one, SessionExpired when it has ended."""
        if session_id is None:
            raise LoginRequired("Sign in first.")
        try:
            return await self.read(key_of(session_id))
        except SessionExpired:
            Event.EXPIRED.count()
            raise

    async def read(self, key: str) -> Kept:
        """Raises SessionExpired when there is no such session, or no longer."""
        with unavailable(_UNAVAILABLE, StoreUnavailable):
            record = await self._store.read(key)
        session = self._opened(key, record.payload) if record and record.payload else None
        if record is None or session is None or self._clock() >= session.expires_at:
            raise SessionExpired("The session has ended; sign in again.")
        return Kept(key, record.version, session)

    async def change(self, kept: Kept, session: Session) -> Kept | None:
        """Keep the session's next state; None when it was changed or ended since it was read."""
        sealed = self._sealed(kept.key, session)
        with unavailable(_UNAVAILABLE, StoreUnavailable):
            changed = await self._store.replace(kept.key, kept.version, sealed, _kept_until(session))
        return Kept(kept.key, kept.version + 1, session) if changed else None

    async def end(self, key: str) -> None:
        """From now on nothing that is under way can revive it."""
        with unavailable(_UNAVAILABLE, StoreUnavailable):
            await self._store.end(key)

    async def of_user(self, tid: str, oid: str) -> list[Kept]:
        return await self._labelled(_user_label(tid, oid))

    async def of_provider_session(self, sid: str) -> list[Kept]:
        return await self._labelled(_provider_label(sid))

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """Hold a lease that one process at a time can have, renewed for as long as the work takes.

        A store that fails meanwhile does not stop the work; the lease may then be lost to somebody else.
        """
        holder = secrets.token_urlsafe(12)
        while not await self._acquire(name, holder, self._lease_seconds):  # noqa: ASYNC110 - of another process
            await asyncio.sleep(_POLL_SECONDS)
        renewing = asyncio.ensure_future(self._renew(name, holder))  # noqa: TID251 - it ends below
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(StoreUnavailable):  # then it runs out by itself
                await self._store.release(name, holder)

    async def first_use(self, name: str, seconds: float) -> bool:
        """Whether nobody used this before; remembered for so long."""
        return await self._acquire(name, secrets.token_urlsafe(12), seconds)

    async def _renew(self, name: str, holder: str) -> None:
        while True:
            await asyncio.sleep(self._lease_seconds / 3)
            with suppress(StoreUnavailable):
                await self._store.acquire(name, holder, self._lease_seconds)

    async def _acquire(self, name: str, holder: str, seconds: float) -> bool:
        with unavailable(_UNAVAILABLE, StoreUnavailable):
            return await self._store.acquire(name, holder, seconds)

    async def _labelled(self, label: str) -> list[Kept]:
        found = []
        with unavailable(_UNAVAILABLE, StoreUnavailable):
            keys = await self._store.labelled(label)
        for key in keys:
            try:
                found.append(await self.read(key))
            except SessionExpired:
                continue
        return found

    def _sealed(self, key: str, session: Session) -> bytes:
        return self._sealer.seal(session.model_dump_json().encode(), key)

    def _opened(self, key: str, sealed: bytes) -> Session | None:
        try:
            return Session.model_validate_json(self._sealer.open(sealed, key))
        except (BrokenSeal, ValidationError) as error:
            _log.warning("a session cannot be read and counts as ended: %s", type(error).__name__)
            return None


def key_of(session_id: str) -> str:
    """What a session is kept under and listed as: whoever reads it learns no cookie."""
    return base64url.encoded(hashlib.sha256(session_id.encode()).digest())


def _kept_until(session: Session) -> float:
    return session.created_at + ABSOLUTE_SECONDS


def _user_label(tid: str, oid: str) -> str:
    return f"user:{tid}:{oid}"


def _provider_label(sid: str) -> str:
    return f"sid:{sid}"

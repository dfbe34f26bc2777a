"""A session's access token, renewed ahead of its end: once, however many requests and processes want it.

In one process they share a flight; between processes one holds a lease and the others adopt what it keeps.
Only the provider's word that the grant has ended ends a session: in an outage its token serves to the end.
"""

import asyncio
import time
from collections.abc import Callable

from cachetools import TTLCache

from desktop_bff.session.events import Event
from desktop_bff.session.provider import GrantEnded, Provider
from desktop_bff.session.session import Grant
from desktop_bff.session.sessions import Kept, Sessions
from shared.problems import Problem, SessionExpired, UpstreamUnavailable
from shared.resilience.single_flight import SingleFlight
from shared.tokens import LEEWAY_SECONDS

RENEW_AHEAD_SECONDS = 300.0
PATIENCE_SECONDS = 2.0
BACK_OFF_SECONDS = 5.0
KEEP_SECONDS = 60.0
KEEP_PAUSE_SECONDS = 0.05
_REMEMBERED = 10_000


class AccessTokens:
    """Renews the access tokens of sessions; `patience` is how long a request waits while it need not."""

    def __init__(
        self,
        sessions: Sessions,
        provider: Provider,
        clock: Callable[[], float] = time.time,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._sessions = sessions
        self._provider = provider
        self._clock = clock
        self._patience = patience
        self._flights: SingleFlight[Kept] = SingleFlight()
        self._failed: TTLCache[str, Problem] = TTLCache(_REMEMBERED, BACK_OFF_SECONDS, timer=clock)

    async def renewed(self, kept: Kept) -> Kept:
        """The session with an access token that is good now.

        Raises SessionExpired when the grant has ended; and when the token has expired and there is no other,
        an UpstreamProblem or, if the provider wants the user back, another SignInProblem.
        """
        if not self._due(kept):
            return kept
        renewal = self._flights.run(kept.key, lambda: self._renew(kept.key))
        if self.seconds_left(kept) <= 0:
            return await renewal
        try:
            async with asyncio.timeout(self._patience):
                return await renewal
        except SessionExpired:
            raise
        except (Problem, TimeoutError):
            return kept

    def seconds_left(self, kept: Kept) -> float:
        """For how long its access token may still be handed out."""
        return kept.session.grant.access_expires_at - LEEWAY_SECONDS - self._clock()

    def _due(self, kept: Kept) -> bool:
        """Whether to renew it; without a refresh token there is nothing to be had ahead of time."""
        return self.seconds_left(kept) <= (RENEW_AHEAD_SECONDS if kept.session.grant.refresh_token else 0.0)

    async def _renew(self, key: str) -> Kept:
        if failure := self._failed.get(key):
            raise failure.with_traceback(None)
        async with self._sessions.alone(f"renewal:{key}"):
            kept = await self._sessions.read(key)
            if not self._due(kept):
                return kept  # somebody else was quicker
            try:
                grant = await self._provider.refresh(kept.session.grant.refresh_token, kept.session.user)
            except GrantEnded:
                return await self._end(kept)
            except Problem as problem:
                self._failed[key] = problem
                raise
            return await self._keep(kept, grant)

    async def _end(self, refused: Kept) -> Kept:
        """The session has ended, unless its lease was lost and somebody else's grant is there by now."""
        kept = await self._sessions.read(refused.key)
        if kept.session.grant != refused.session.grant:
            return kept
        await self._sessions.end(kept.key)
        Event.REVOKED.count()
        raise SessionExpired("The sign-in has ended at the identity provider; sign in again.")

    async def _keep(self, kept: Kept, grant: Grant) -> Kept:
        """Keep the new tokens, over what else changed meanwhile; those of an ended session are revoked.

        The old refresh token may be spent by now, so a store that fails is tried again for a while.
        """
        give_up_at = time.monotonic() + KEEP_SECONDS
        while True:
            try:
                if renewed := await self._sessions.change(kept, kept.session.renewed(grant)):
                    Event.REFRESH.count()
                    return renewed
                kept = await self._sessions.read(kept.key)
            except SessionExpired:
                await self._provider.revoke(grant.refresh_token)
                raise
            except UpstreamUnavailable:
                if time.monotonic() > give_up_at:
                    raise
                await asyncio.sleep(KEEP_PAUSE_SECONDS)

"""What no browser can reach: the gateway's exchange of a cookie for a token, and an operator's revocation."""

import time
from collections.abc import Callable
from contextlib import suppress

from desktop_bff.session import cookies
from desktop_bff.session.access_tokens import AccessTokens
from desktop_bff.session.events import Event
from desktop_bff.session.sessions import Kept, Sessions
from shared.inputs import Input
from shared.operation import Visit
from shared.problems import UpstreamUnavailable
from shared.responses import Screen

SEEN_EVERY_SECONDS = 60.0


class Exchanged(Screen):
    """The session's own access token, and for how many seconds it is good."""

    access_token: str
    expires_in: int


class Revocation(Input):
    user_id: str


class Revoked(Screen):
    """How many sessions were ended."""

    sessions: int


class InternalEndpoints:
    """The endpoints for those who hold the function key."""

    def __init__(
        self,
        sessions: Sessions,
        tokens: AccessTokens,
        tenant_id: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._sessions = sessions
        self._tokens = tokens
        self._tenant_id = tenant_id
        self._clock = clock

    async def exchange(self, visit: Visit) -> Exchanged:
        """The access token of the session whose cookie this is; using a session keeps it alive."""
        kept = await self._sessions.find(cookies.read(visit.headers, cookies.SESSION))
        kept = await self._tokens.renewed(kept)
        await self._keep_alive(kept)
        return Exchanged(
            access_token=kept.session.grant.access_token, expires_in=int(self._tokens.seconds_left(kept))
        )

    async def revoke_user(self, visit: Visit, body: Revocation) -> Revoked:
        """End every session of one user."""
        found = await self._sessions.of_user(self._tenant_id, body.user_id)
        for kept in found:
            await self._sessions.end(kept.key)
            Event.REVOKED.count()
        return Revoked(sessions=len(found))

    async def _keep_alive(self, kept: Kept) -> None:
        """Noted once a minute, by the next request if not by this one: somebody else may just have changed
        the session, or the store may not take anything now."""
        now = self._clock()
        if now - kept.session.last_seen_at > SEEN_EVERY_SECONDS:
            with suppress(UpstreamUnavailable):
                await self._sessions.change(kept, kept.session.seen(now))

"""The session endpoints of somebody signed in: who am I, where else, sign out."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from desktop_bff.session import cookies
from desktop_bff.session.cross_site import refuse_cross_site
from desktop_bff.session.events import Event
from desktop_bff.session.provider import Provider
from desktop_bff.session.sessions import Kept, Sessions
from desktop_bff.times import rfc3339
from shared.inputs import IdPath, Input
from shared.operation import Visit
from shared.problems import NotFound, SessionExpired, SignInProblem
from shared.responses import Answer, Screen

REVOCATION_SECONDS = 2.0


class Me(Screen):
    """Who is signed in, until when, and where the provider's own session is ended."""

    sub: str
    name: str
    expires_at: str
    logout_url: str


class OwnSession(Screen):
    id: str
    created_at: str
    last_seen_at: str
    current: bool


class OwnSessions(Screen):
    items: tuple[OwnSession, ...]


class FrontchannelQuery(Input):
    """OpenID Connect Front-Channel Logout 1.0; the provider may add to it."""

    model_config = ConfigDict(extra="ignore")

    iss: Annotated[str, StringConstraints(max_length=500)]
    sid: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class OwnSessionEndpoints:
    """What a browser does with its own session."""

    def __init__(
        self,
        sessions: Sessions,
        provider: Provider,
        origin: str,
        issuer: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._sessions = sessions
        self._provider = provider
        self._origin = origin
        self._issuer = issuer
        self._clock = clock

    async def me(self, visit: Visit) -> Me:
        """Who is signed in; asking does not prolong the session."""
        session = (await self._own(visit)).session
        return Me(
            sub=session.user.sub,
            name=session.user.name,
            expires_at=rfc3339(session.expires_at),
            logout_url=session.logout_url,
        )

    async def logout(self, visit: Visit) -> Answer[None]:
        """Sign out here; it works while the provider is down, and twice."""
        refuse_cross_site(visit.headers, self._origin)
        with suppress(SignInProblem):  # then there is nothing to end
            await self._end(Event.LOGOUT, await self._own(visit))
        return Answer(None, cookies=[cookies.deleted(cookies.SESSION)])

    async def list_sessions(self, visit: Visit) -> OwnSessions:
        """Where else I am signed in."""
        own = await self._own(visit)
        found = await self._sessions.of_user(*own.session.user.key)
        newest_first = sorted(found, key=lambda kept: kept.session.created_at, reverse=True)
        return OwnSessions(items=tuple(_shown(kept, own.key) for kept in newest_first))

    async def end_session(self, visit: Visit, path: IdPath) -> Answer[None]:
        """Sign out somewhere else, or here."""
        own = await self._own(visit)
        try:
            other = await self._sessions.read(path.id)
        except SessionExpired:
            raise NotFound("You have no such session.") from None
        if other.session.user.key != own.session.user.key:
            raise NotFound("You have no such session.")
        await self._end(Event.LOGOUT if other.key == own.key else Event.REVOKED, other)
        return Answer(None, cookies=[cookies.deleted(cookies.SESSION)] if other.key == own.key else [])

    async def frontchannel_logout(self, visit: Visit, query: FrontchannelQuery) -> Answer[None]:
        """The provider's word, in an iframe without cookies, that its session has ended."""
        if query.iss == self._issuer:
            await self._end(Event.LOGOUT, *await self._sessions.of_provider_session(query.sid))
        return Answer(None)

    async def _own(self, visit: Visit) -> Kept:
        session_id = cookies.read(visit.headers, cookies.SESSION)
        if session_id is not None:
            refuse_cross_site(visit.headers, self._origin)
        return await self._sessions.find(session_id)

    async def _end(self, event: Event, *ended: Kept) -> None:
        """The sessions first, for good; then the refresh tokens, if the provider is there to hear it."""
        for kept in ended:
            await self._sessions.end(kept.key)
            event.count()
        with suppress(TimeoutError):
            async with asyncio.timeout(REVOCATION_SECONDS):
                for kept in ended:
                    await self._provider.revoke(kept.session.grant.refresh_token)


def _shown(kept: Kept, own_key: str) -> OwnSession:
    return OwnSession(
        id=kept.key,
        created_at=rfc3339(kept.session.created_at),
        last_seen_at=rfc3339(kept.session.last_seen_at),
        current=kept.key == own_key,
    )

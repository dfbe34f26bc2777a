"""The endpoints of somebody signed in, over real sessions."""

import pytest

from desktop_bff.session import cookies
from desktop_bff.session.own_sessions import FrontchannelQuery, OwnSessionEndpoints
from desktop_bff.session.provider import Provider
from desktop_bff.session.session import Grant, Session, User
from desktop_bff.session.sessions import Sessions, key_of
from shared.inputs import IdPath
from shared.operation import Visit
from shared.problems import CsrfFailed, LoginRequired, NotFound, SessionExpired
from tests.clock import Clock
from tests.provider import AUTHORITY, WebIdentity
from tests.unit.desktop_bff.session.outages import EVERY_OUTAGE

ORIGIN = "https://gateway.test"
ALICE = User(tid="tenant", oid="alice", sub="alice-at-web", sid="sid-1", name="Alice Larsen")
NAMESAKE = ALICE.model_copy(update={"tid": "other"})
BOB = ALICE.model_copy(update={"oid": "bob", "sid": "sid-2"})


@pytest.fixture
def own(sessions: Sessions, provider: Provider, clock: Clock) -> OwnSessionEndpoints:
    return OwnSessionEndpoints(sessions, provider, ORIGIN, AUTHORITY, clock)


async def signed_in(sessions: Sessions, clock: Clock, user: User = ALICE) -> str:
    """The id of a new session."""
    grant = Grant(access_token="access-0", access_expires_at=clock() + 3600, refresh_token="refresh-0")
    session = Session(user=user, grant=grant, created_at=clock(), last_seen_at=clock(), logout_url="x")
    return await sessions.create(session)


def visit(session_id: str, **headers: str) -> Visit:
    return Visit({"cookie": f"{cookies.SESSION}={session_id}", "x-csrf": "1"} | headers)


async def test_me_is_the_user_and_the_end_of_the_session(
    own: OwnSessionEndpoints, sessions: Sessions, clock: Clock
) -> None:
    clock.now = 1_800_000_000.0
    me = await own.me(visit(await signed_in(sessions, clock)))
    assert me.model_dump() == {
        "sub": "alice-at-web",
        "name": "Alice Larsen",
        "expires_at": "2027-01-15T08:30:00Z",
        "logout_url": "x",
    }


async def test_asking_who_is_signed_in_prolongs_nothing(
    own: OwnSessionEndpoints, sessions: Sessions, clock: Clock
) -> None:
    session_id = await signed_in(sessions, clock)
    first = await own.me(visit(session_id))
    clock.now += 1000
    assert await own.me(visit(session_id)) == first


async def test_without_a_cookie_nobody_is_signed_in(own: OwnSessionEndpoints) -> None:
    with pytest.raises(LoginRequired):
        await own.me(Visit({}))


async def test_a_cookie_needs_the_header(own: OwnSessionEndpoints, sessions: Sessions, clock: Clock) -> None:
    session_id = await signed_in(sessions, clock)
    with pytest.raises(CsrfFailed):
        await own.me(visit(session_id, **{"x-csrf": ""}))
    with pytest.raises(CsrfFailed):
        await own.end_session(visit(session_id, origin="null"), IdPath(id=key_of(session_id)))
    with pytest.raises(CsrfFailed):
        await own.list_sessions(visit(session_id, **{"sec-fetch-site": "same-site"}))


async def test_a_logout_ends_the_session_deletes_the_cookie_and_revokes(
    own: OwnSessionEndpoints, sessions: Sessions, clock: Clock, identity: WebIdentity
) -> None:
    session_id = await signed_in(sessions, clock)
    answer = await own.logout(visit(session_id))
    assert answer.cookies == [cookies.deleted(cookies.SESSION)]
    assert identity.revoked == ["refresh-0"]
    with pytest.raises(SessionExpired):
        await sessions.find(session_id)


@pytest.mark.parametrize("cookie", [None, "unknown"])
async def test_a_logout_without_a_session_is_no_error(own: OwnSessionEndpoints, cookie: str | None) -> None:
    answer = await own.logout(visit(cookie) if cookie else Visit({"x-csrf": "1"}))
    assert answer.cookies == [cookies.deleted(cookies.SESSION)]


@EVERY_OUTAGE
async def test_a_logout_needs_no_provider(
    own: OwnSessionEndpoints, sessions: Sessions, clock: Clock, identity: WebIdentity, outage: object
) -> None:
    session_id = await signed_in(sessions, clock)
    identity.outage = outage  # type: ignore[assignment]  # parametrised
    await own.logout(visit(session_id))
    with pytest.raises(SessionExpired):
        await sessions.find(session_id)


async def test_the_list_is_of_the_users_own_newest_first(
    own: OwnSessionEndpoints, sessions: Sessions, clock: Clock
) -> None:
    first = await signed_in(sessions, clock)
    for user in (BOB, NAMESAKE):
        await signed_in(sessions, clock, user)
    clock.now += 60
    second = await signed_in(sessions, clock)
    items = (await own.list_sessions(visit(first))).items
    assert [(item.id, item.current) for item in items] == [(key_of(second), False), (key_of(first), True)]


@pytest.mark.parametrize("stranger", [BOB, NAMESAKE])
async def test_only_the_own_sessions_can_be_ended(
    own: OwnSessionEndpoints, sessions: Sessions, clock: Clock, stranger: User
) -> None:
    session_id, other = await signed_in(sessions, clock), await signed_in(sessions, clock, stranger)
    for key in (key_of(other), key_of("unknown"), other):
        with pytest.raises(NotFound):
            await own.end_session(visit(session_id), IdPath(id=key))
    await sessions.find(other)


async def test_ending_another_of_the_own_sessions_keeps_the_cookie(
    own: OwnSessionEndpoints, sessions: Sessions, clock: Clock
) -> None:
    session_id, other = await signed_in(sessions, clock), await signed_in(sessions, clock)
    assert (await own.end_session(visit(session_id), IdPath(id=key_of(other)))).cookies == []
    answer = await own.end_session(visit(session_id), IdPath(id=key_of(session_id)))
    assert answer.cookies == [cookies.deleted(cookies.SESSION)]


@pytest.mark.parametrize(
    ("issuer", "sid", "alive"),
    [
        (AUTHORITY, "sid-1", False),
        (AUTHORITY, "sid-2", True),
        (f"{AUTHORITY}/", "sid-1", True),
        ("https://evil.test", "sid-1", True),
    ],
)
async def test_a_notice_ends_the_session_of_that_issuer_and_sid(
    own: OwnSessionEndpoints, sessions: Sessions, clock: Clock, issuer: str, sid: str, alive: bool
) -> None:
    session_id = await signed_in(sessions, clock)
    await own.frontchannel_logout(Visit({}), FrontchannelQuery(iss=issuer, sid=sid))
    found = await sessions.of_provider_session("sid-1")
    assert [kept.key for kept in found] == ([key_of(session_id)] if alive else [])

"""Sessions: found by a cookie alone, unreadable in the store, ended for good."""

from pathlib import Path

import pytest

from desktop_bff.session.session import ABSOLUTE_SECONDS, IDLE_SECONDS, Grant, Session, User
from desktop_bff.session.sessions import Sessions, key_of
from shared.problems import LoginRequired, SessionExpired, UpstreamUnavailable
from tests.clock import Clock
from tests.unit.desktop_bff.session.conftest import Open
from tests.unit.desktop_bff.session.outages import unwritable

OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}


def of_user(login: str, now: float, sid: str = "sid-1") -> Session:
    grant = Grant(access_token=f"access-{login}", access_expires_at=now + 3600, refresh_token="refresh")
    user = User(tid="tenant", oid=login, sub=f"{login}-at-web", sid=sid)
    return Session(user=user, grant=grant, created_at=now, last_seen_at=now, logout_url="")


async def test_a_session_is_found_by_its_cookie(sessions: Sessions, opened: Open, clock: Clock) -> None:
    session = of_user("alice", clock.now)
    session_id = await sessions.create(session)
    assert len(session_id) == 43, "256 bits"
    assert (await opened().find(session_id)).session == session


async def test_no_cookie_is_no_session(sessions: Sessions) -> None:
    with pytest.raises(LoginRequired):
        await sessions.find(None)


async def test_an_unknown_cookie_has_expired(sessions: Sessions) -> None:
    with pytest.raises(SessionExpired):
        await sessions.find("never-was")


async def test_the_key_of_a_session_is_no_cookie(sessions: Sessions, clock: Clock) -> None:
    session_id = await sessions.create(of_user("alice", clock.now))
    with pytest.raises(SessionExpired):
        await sessions.find(key_of(session_id))


async def test_the_store_holds_neither_cookie_nor_token(sessions: Sessions, clock: Clock, path: Path) -> None:
    session_id = await sessions.create(of_user("alice", clock.now))
    kept = b"".join(file.read_bytes() for file in path.parent.glob("sessions.db*"))
    assert key_of(session_id).encode() in kept
    for secret in (session_id, "access-alice", "refresh"):
        assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("seen_after", "lives"), [(0, IDLE_SECONDS), (IDLE_SECONDS - 1, 2 * IDLE_SECONDS - 1)]
)
async def test_a_session_that_is_not_used_ends(
    sessions: Sessions, clock: Clock, seen_after: float, lives: float
) -> None:
    begun = clock.now
    session_id = await sessions.create(of_user("alice", begun))
    clock.now += seen_after
    kept = await sessions.find(session_id)
    assert await sessions.change(kept, kept.session.seen(clock.now))
    clock.now = begun + lives - 1
    await sessions.find(session_id)
    clock.now = begun + lives
    with pytest.raises(SessionExpired):
        await sessions.find(session_id)


async def test_a_session_that_is_always_used_ends_too(sessions: Sessions, clock: Clock) -> None:
    begun = clock.now
    session_id = await sessions.create(of_user("alice", begun))
    while clock.now < begun + ABSOLUTE_SECONDS - 600:
        clock.now += 600
        kept = await sessions.find(session_id)
        await sessions.change(kept, kept.session.seen(clock.now))
    clock.now = begun + ABSOLUTE_SECONDS
    with pytest.raises(SessionExpired):
        await sessions.find(session_id)


async def test_a_session_is_changed_only_as_it_was_read(sessions: Sessions, clock: Clock) -> None:
    session_id = await sessions.create(of_user("alice", clock.now))
    read = await sessions.find(session_id)
    changed = await sessions.change(read, read.session.seen(clock.now + 1))
    assert changed == await sessions.find(session_id)
    assert await sessions.change(read, read.session.seen(clock.now + 2)) is None
    assert changed == await sessions.find(session_id)


async def test_an_ended_session_is_never_changed_again(sessions: Sessions, clock: Clock) -> None:
    session_id = await sessions.create(of_user("alice", clock.now))
    kept = await sessions.find(session_id)
    await sessions.end(kept.key)
    assert await sessions.change(kept, kept.session) is None
    with pytest.raises(SessionExpired):
        await sessions.find(session_id)


async def test_a_new_key_seals_and_the_old_one_opens(opened: Open, clock: Clock) -> None:
    session_id = await opened(OLD).create(of_user("alice", clock.now))
    rotated = opened(NEW | OLD)
    kept = await rotated.find(session_id)
    await rotated.change(kept, kept.session.seen(clock.now + 1))
    assert await opened(NEW).find(session_id)
    with pytest.raises(SessionExpired):
        await opened(OLD).find(session_id)


async def test_sessions_are_listed_by_user_and_by_the_providers_session(
    sessions: Sessions, clock: Clock
) -> None:
    alice, alices_other, bob = [
        key_of(await sessions.create(of_user(login, clock.now, sid)))
        for login, sid in (("alice", "sid-1"), ("alice", "sid-2"), ("bob", "sid-3"))
    ]
    assert {kept.key for kept in await sessions.of_user("tenant", "alice")} == {alice, alices_other}
    assert [kept.key for kept in await sessions.of_provider_session("sid-3")] == [bob]
    await sessions.end(alice)
    assert [kept.key for kept in await sessions.of_user("tenant", "alice")] == [alices_other]
    assert await sessions.of_user("other tenant", "alice") == []


async def test_what_cannot_be_kept_is_unavailable(sessions: Sessions, clock: Clock, path: Path) -> None:
    session_id = await sessions.create(of_user("alice", clock.now))
    kept = await sessions.find(session_id)
    with unwritable(path):
        assert await sessions.find(session_id) == kept
        for change in (
            sessions.change(kept, kept.session),
            sessions.end(kept.key),
            sessions.first_use("x", 1),
        ):
            with pytest.raises(UpstreamUnavailable):
                await change
    assert await sessions.change(kept, kept.session)

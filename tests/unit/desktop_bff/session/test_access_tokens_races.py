"""Renewals that something comes between: a logout, an outage of the store, a lost lease."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from desktop_bff.session.sessions import Kept
from shared.problems import SessionExpired, UpstreamUnavailable
from tests.clock import Clock
from tests.provider import WebIdentity
from tests.unit.desktop_bff.session.conftest import Renewing
from tests.unit.desktop_bff.session.logins import signed_in
from tests.unit.desktop_bff.session.outages import unwritable

EXPIRED = 0.0
T = TypeVar("T")


@asynccontextmanager
async def under_way(renewal: Coroutine[Any, Any, T], identity: WebIdentity) -> AsyncIterator[asyncio.Task[T]]:
    """A renewal whose question has reached the provider; it is answered when the block ends."""
    identity.answering.clear()
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        task = group.create_task(renewal)
        await identity.asked.acquire()
        yield task
        identity.answering.set()


async def expires(renewal: Awaitable[Kept]) -> None:
    with pytest.raises(SessionExpired):
        await renewal


async def test_a_logout_during_a_refresh_wins_and_the_new_token_is_revoked(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    (sessions, tokens), (elsewhere, _) = renewing(), renewing()
    kept = await signed_in(sessions, clock.now, EXPIRED)
    async with under_way(expires(tokens.renewed(kept)), identity):
        await elsewhere.end(kept.key)
    assert identity.revoked == ["refresh-1"]
    with pytest.raises(SessionExpired):
        await sessions.read(kept.key)


async def test_a_session_used_during_a_refresh_keeps_both(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    (sessions, tokens), (elsewhere, _) = renewing(), renewing()
    kept = await signed_in(sessions, clock.now, EXPIRED)
    async with under_way(tokens.renewed(kept), identity):
        assert await elsewhere.change(kept, kept.session.seen(clock.now + 60))
    session = (await sessions.read(kept.key)).session
    assert (session.last_seen_at, session.grant.refresh_token) == (clock.now + 60, "refresh-1")


async def test_a_store_that_fails_after_the_refresh_costs_no_session(
    renewing: Renewing, identity: WebIdentity, clock: Clock, path: Path
) -> None:
    """The old refresh token is spent: to use it again would end the sign-in."""
    (sessions, tokens), (_, other) = renewing(), renewing()
    kept = await signed_in(sessions, clock.now, EXPIRED)
    with ExitStack() as outage:
        async with under_way(tokens.renewed(kept), identity) as renewal:
            outage.enter_context(unwritable(path))
            identity.answering.set()
            await asyncio.sleep(0.1)
            assert not renewal.done()
            outage.close()
    assert (await other.renewed(kept)).session.grant.refresh_token == "refresh-1"
    assert len(identity.forms()) == 1


async def test_a_lease_that_was_lost_ends_no_session_that_somebody_else_renewed(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    """One process slept through its lease with the new tokens in hand, and kept them while this one asked."""
    (sessions, tokens), (elsewhere, _) = renewing(), renewing()
    kept = await signed_in(sessions, clock.now, EXPIRED)
    late = kept.session.grant.model_copy(
        update={"refresh_token": "refresh-9", "access_expires_at": clock.now + 3600}
    )
    async with under_way(tokens.renewed(kept), identity) as renewal:
        identity.refresh_token = "refresh-9"
        assert await elsewhere.change(kept, kept.session.renewed(late))
    assert renewal.result().session.grant == late
    assert (await sessions.read(kept.key)).session.grant == late


async def test_a_renewal_goes_on_when_the_last_who_waited_has_gone(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    sessions, tokens = renewing()
    kept = await signed_in(sessions, clock.now, EXPIRED)
    async with under_way(tokens.renewed(kept), identity) as waiting:
        waiting.cancel()
        await asyncio.wait([waiting])
    assert (await tokens.renewed(kept)).session.grant.refresh_token == "refresh-1"
    assert len(identity.forms()) == 1


async def test_a_session_that_ended_while_it_waited_for_its_turn_is_not_refreshed(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    (sessions, tokens), (elsewhere, other) = renewing(), renewing()
    kept = await signed_in(sessions, clock.now, EXPIRED)
    async with under_way(expires(tokens.renewed(kept)), identity), asyncio.TaskGroup() as group:
        group.create_task(expires(other.renewed(kept)))
        await elsewhere.end(kept.key)
        identity.answering.set()
    assert len(identity.forms()) == 1


async def test_a_renewal_in_an_outage_of_the_store_is_unavailable_and_asks_nobody(
    renewing: Renewing, identity: WebIdentity, clock: Clock, path: Path
) -> None:
    sessions, tokens = renewing()
    kept = await signed_in(sessions, clock.now, EXPIRED)
    with unwritable(path), pytest.raises(UpstreamUnavailable):
        await tokens.renewed(kept)
    assert identity.requests == []
    assert (await tokens.renewed(kept)).session.grant.refresh_token == "refresh-1"

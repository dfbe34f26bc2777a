"""Access tokens of sessions: renewed ahead of their end, once for everybody; in an outage, served to it."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import httpx
import pytest

from desktop_bff.session.access_tokens import BACK_OFF_SECONDS, RENEW_AHEAD_SECONDS
from desktop_bff.session.sessions import Kept
from shared.problems import LoginRequired, SessionExpired, StepUpRequired, UpstreamFailed, UpstreamProblem
from shared.tokens import LEEWAY_SECONDS
from tests.clock import Clock
from tests.provider import WebIdentity
from tests.unit.desktop_bff.session.conftest import Renewing
from tests.unit.desktop_bff.session.logins import signed_in
from tests.unit.desktop_bff.session.outages import EVERY_OUTAGE

DUE, EXPIRED = RENEW_AHEAD_SECONDS, 0.0
CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


async def together(*work: Coroutine[Any, Any, Kept]) -> list[Kept]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in work]
    return [task.result() for task in tasks]


async def test_a_token_that_is_good_for_long_is_left_alone(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    sessions, tokens = renewing()
    kept = await signed_in(sessions, clock.now, RENEW_AHEAD_SECONDS + LEEWAY_SECONDS + 1)
    assert await tokens.renewed(kept) is kept
    assert identity.requests == []


@pytest.mark.parametrize("left", [DUE, EXPIRED])
async def test_a_token_is_renewed_ahead_of_its_end_and_kept(
    renewing: Renewing, identity: WebIdentity, clock: Clock, left: float
) -> None:
    sessions, tokens = renewing()
    kept = await signed_in(sessions, clock.now, left)
    renewed = await tokens.renewed(kept)
    assert renewed == await sessions.read(kept.key)
    assert renewed.session.grant.refresh_token == identity.refresh_token != "refresh-0"
    assert tokens.seconds_left(renewed) == pytest.approx(3600 - LEEWAY_SECONDS)


@pytest.mark.parametrize("left", [DUE, EXPIRED])
async def test_twenty_requests_in_each_of_two_processes_are_one_refresh(
    renewing: Renewing, identity: WebIdentity, clock: Clock, left: float
) -> None:
    (sessions, one), (_, other) = renewing(), renewing()
    kept = await signed_in(sessions, clock.now, left)
    renewed = await together(*(tokens.renewed(kept) for tokens in (one, other) for _ in range(20)))
    assert len(identity.forms()) == 1
    if left == EXPIRED:
        assert {each.session.grant.refresh_token for each in renewed} == {"refresh-1"}
    assert (await sessions.read(kept.key)).session.grant.refresh_token == "refresh-1"


async def test_sessions_do_not_wait_for_each_other(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    identity.changes = {"refresh_token": None}
    sessions, tokens = renewing()
    several = [await signed_in(sessions, clock.now, EXPIRED) for _ in range(5)]
    identity.answering.clear()
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        for kept in several:
            group.create_task(tokens.renewed(kept))
        for _ in several:
            await identity.asked.acquire()
        identity.answering.set()


async def test_a_provider_that_does_not_rotate_leaves_the_refresh_token(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    identity.changes = {"refresh_token": None}
    sessions, tokens = renewing()
    renewed = await tokens.renewed(await signed_in(sessions, clock.now, DUE))
    assert renewed.session.grant.refresh_token == "refresh-0"


async def test_a_session_without_refresh_token_lives_as_long_as_its_access_token(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    sessions, tokens = renewing()
    kept = await signed_in(sessions, clock.now, LEEWAY_SECONDS + 1, refresh_token="")
    assert await tokens.renewed(kept) is kept
    clock.now += 1
    with pytest.raises(SessionExpired):
        await tokens.renewed(kept)
    with pytest.raises(SessionExpired):
        await sessions.read(kept.key)
    assert identity.requests == []


@pytest.mark.parametrize("left", [DUE, EXPIRED])
async def test_a_grant_that_has_ended_ends_the_session_for_all_who_wait(
    renewing: Renewing, identity: WebIdentity, clock: Clock, left: float
) -> None:
    sessions, tokens = renewing()
    kept = await signed_in(sessions, clock.now, left, "refresh-of-yesterday")
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(_expired(tokens.renewed(kept))) for _ in range(20)]
    assert all(each.result() for each in waiting)
    assert len(identity.forms()) == 1
    with pytest.raises(SessionExpired):
        await sessions.read(kept.key)


async def _expired(renewal: Coroutine[Any, Any, Kept]) -> bool:
    with pytest.raises(SessionExpired):
        await renewal
    return True


@EVERY_OUTAGE
async def test_in_an_outage_a_token_serves_to_its_end_and_then_it_goes_on(
    renewing: Renewing, identity: WebIdentity, clock: Clock, outage: httpx.Response | Exception
) -> None:
    sessions, tokens = renewing()
    kept = await signed_in(sessions, clock.now, DUE)
    identity.outage = outage
    for _ in range(10):
        assert await tokens.renewed(kept) == kept
        clock.now += 25
    clock.now += DUE
    with pytest.raises(UpstreamProblem):
        await tokens.renewed(kept)
    identity.outage = None
    clock.now += BACK_OFF_SECONDS
    assert tokens.seconds_left(await tokens.renewed(kept)) > DUE


async def test_a_provider_that_hangs_delays_a_good_token_little(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    sessions, tokens = renewing(0.02)
    kept = await signed_in(sessions, clock.now, DUE)
    identity.answering.clear()
    async with asyncio.timeout(1):
        for _ in range(3):
            assert await tokens.renewed(kept) == kept
    assert len(identity.forms()) == 1, "one request hangs, however many come"
    identity.answering.set()
    clock.now += DUE
    assert (await tokens.renewed(kept)).session.grant.refresh_token == "refresh-1"


async def test_a_failure_is_not_asked_for_again_at_once(
    renewing: Renewing, identity: WebIdentity, clock: Clock
) -> None:
    sessions, tokens = renewing()
    kept = await signed_in(sessions, clock.now, EXPIRED)
    identity.outage = httpx.Response(503)
    told = []
    for _ in range(10):
        with pytest.raises(UpstreamFailed) as raised:
            await tokens.renewed(kept)
        told.append((len(identity.requests), len(raised.traceback)))
    assert told[1:] == [told[1]] * 9, "nothing is asked again, and the error does not grow"
    assert told[1][0] == told[0][0]


@pytest.mark.parametrize(
    ("refusal", "problem"),
    [
        ({"error": "interaction_required", "claims": CLAIMS}, StepUpRequired),
        ({"error": "interaction_required"}, LoginRequired),
        ({"error": "consent_required"}, LoginRequired),
    ],
    ids=["claims", "interaction", "consent"],
)
async def test_a_provider_that_wants_the_user_back_is_told_when_the_token_is_no_good_any_more(
    renewing: Renewing, identity: WebIdentity, clock: Clock, refusal: dict[str, str], problem: type[Exception]
) -> None:
    sessions, tokens = renewing()
    kept = await signed_in(sessions, clock.now, DUE)
    identity.changes = refusal
    assert await tokens.renewed(kept) == kept
    clock.now += DUE
    for _ in range(2):
        with pytest.raises(problem):
            await tokens.renewed(kept)
    assert await sessions.read(kept.key) == kept, "it is not ended"

"""The endpoints for the gateway and for operators."""

from pathlib import Path

import pytest

from desktop_bff.session import cookies
from desktop_bff.session.internal import SEEN_EVERY_SECONDS, InternalEndpoints, Revocation
from desktop_bff.session.session import IDLE_SECONDS, User
from desktop_bff.session.sessions import Sessions
from shared.operation import Visit
from shared.problems import LoginRequired, SessionExpired
from shared.tokens import LEEWAY_SECONDS
from tests.clock import Clock
from tests.provider import ALICE
from tests.unit.desktop_bff.session.conftest import Renewing
from tests.unit.desktop_bff.session.logins import USER, signed_in
from tests.unit.desktop_bff.session.outages import unwritable
from tests.unit.desktop_bff.session.test_own_sessions import signed_in as id_of_new_session


@pytest.fixture
def exchange(renewing: Renewing, clock: Clock) -> InternalEndpoints:
    sessions, tokens = renewing()
    return InternalEndpoints(sessions, tokens, "tenant", clock)


ALL_OF_ALICE = Revocation.model_validate({"userId": ALICE})


def visit(session_id: str) -> Visit:
    return Visit({"cookie": f"{cookies.SESSION}={session_id}"})


async def test_a_cookie_is_exchanged_for_the_sessions_token(
    exchange: InternalEndpoints, sessions: Sessions, clock: Clock
) -> None:
    answer = await exchange.exchange(visit(await id_of_new_session(sessions, clock, USER)))
    assert answer.access_token == "access-0"
    assert answer.expires_in == 3600 - LEEWAY_SECONDS


@pytest.mark.parametrize(("headers", "problem"), [({}, LoginRequired), (visit("x").headers, SessionExpired)])
async def test_no_session_no_token(
    exchange: InternalEndpoints, headers: dict[str, str], problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        await exchange.exchange(Visit(headers))


async def test_use_keeps_a_session_alive_and_is_noted_once_a_minute(
    exchange: InternalEndpoints, sessions: Sessions, clock: Clock
) -> None:
    session_id = await id_of_new_session(sessions, clock, USER)
    begun = clock.now
    for seconds, noted in [(59, 0), (2, 61), (59, 61), (2, 122)]:
        clock.now += seconds
        await exchange.exchange(visit(session_id))
        session = (await sessions.find(session_id)).session
        assert session.last_seen_at == begun + noted
        assert session.expires_at == begun + noted + IDLE_SECONDS


async def test_a_store_that_takes_nothing_keeps_nobody_out(
    exchange: InternalEndpoints, sessions: Sessions, clock: Clock, path: Path
) -> None:
    session_id = await id_of_new_session(sessions, clock, USER)
    clock.now += SEEN_EVERY_SECONDS + 1
    with unwritable(path):
        assert (await exchange.exchange(visit(session_id))).access_token == "access-0"
    await exchange.exchange(visit(session_id))
    assert (await sessions.find(session_id)).session.last_seen_at == clock.now


async def test_a_revocation_ends_every_session_of_one_user(
    exchange: InternalEndpoints, sessions: Sessions, clock: Clock
) -> None:
    for _ in range(2):
        await signed_in(sessions, clock.now, 3600)
    for stranger in ({"oid": "bob"}, {"tid": "other"}):
        await id_of_new_session(sessions, clock, User(**USER.model_dump() | stranger))
    assert (await exchange.revoke_user(visit(""), ALL_OF_ALICE)).sessions == 2
    assert (await exchange.revoke_user(visit(""), ALL_OF_ALICE)).sessions == 0
    assert len(await sessions.of_user("tenant", "bob")) == 1
    assert len(await sessions.of_user("other", ALICE)) == 1

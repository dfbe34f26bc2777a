"""Two BFF processes on one session store: one refresh between them, and what survives the end of one."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from desktop_bff.session.sealing import Sealer
from desktop_bff.session.session import Grant, Session, User
from desktop_bff.session.sessions import Sessions, key_of
from desktop_bff.session.store import open_store
from local.stack.clients import TokenRequest, token
from local.stack.layout import Layout
from shared.key_ring import read_keys
from shared.token_verifier import unverified_claims
from tests.system import host_processes
from tests.system.host_processes import HostProcess
from tests.system.stack import Stack
from tests.unit.desktop_bff.session.redis_server import RedisServer

TABS = 20


@dataclass
class Pair:
    """Two hosts and what they share."""

    stack: Stack
    store: str
    hosts: tuple[HostProcess, HostProcess]
    sessions: Sessions
    http: httpx.AsyncClient

    async def sign_in(self, login: str, left: float) -> str:
        """The cookie of a new session, whose access token is said to have so many seconds left."""
        layout = Layout(self.stack.port, self.stack.home)
        request = TokenRequest("desktop", login, extra_scopes=("openid", "offline_access"))
        tokens = await token(layout, request)
        claims, now = unverified_claims(tokens["access_token"]), time.time()
        user = User.model_validate(claims)
        grant = Grant(
            access_token=tokens["access_token"],
            access_expires_at=now + left,
            refresh_token=tokens["refresh_token"],
        )
        session = Session(user=user, grant=grant, created_at=now, last_seen_at=now, logout_url="")
        return await self.sessions.create(session)

    async def age(self, session_id: str) -> None:
        """Its access token has expired, as far as anybody knows."""
        kept = await self.sessions.find(session_id)
        grant = kept.session.grant.model_copy(update={"access_expires_at": time.time()})
        assert await self.sessions.change(kept, kept.session.renewed(grant))

    async def refreshes(self) -> int:
        """How often the provider was asked for a refresh."""
        url = Layout(self.stack.port, self.stack.home).url("identity-page")
        calls: dict[str, int] = (await self.http.get(f"{url}/_calls")).json()
        return calls.get("refresh_token", 0)

    async def renewal_begun(self, session_id: str) -> None:
        """Until somebody holds its lease."""
        name = f"renewal:{key_of(session_id)}"
        while await self.sessions.first_use(name, 0.01):  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.02)

    @contextmanager
    def provider_hangs(self) -> Iterator[None]:
        """It takes connections, and says nothing."""
        pid = self.stack.addresses()["identity"]["pid"]
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """It keeps what it holds when it is stopped."""
    folder = tmp_path_factory.mktemp("redis")
    server = RedisServer(folder, "--appendonly", "yes", "--appendfsync", "always")
    yield server
    server.stop()


@asynccontextmanager
async def two_hosts(stack: Stack, store: str, folder: Path) -> AsyncIterator[Pair]:
    opened, keys = open_store(store), host_processes.config_of(stack)["settings"]["SESSION_KEYS"]
    with (
        host_processes.started(stack, folder, store) as one,
        host_processes.started(stack, folder, store) as other,
    ):
        async with httpx.AsyncClient(timeout=10) as http:
            yield Pair(stack, store, (one, other), Sessions(opened, Sealer(read_keys(keys))), http)
    await opened.close()


@pytest.fixture(scope="module")
async def on_sqlite(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    folder = tmp_path_factory.mktemp("sqlite")
    async with two_hosts(stack, f"sqlite:///{folder / 'sessions.db'}", folder) as pair:
        yield pair


@pytest.fixture(scope="module")
async def on_redis(
    stack: Stack, redis: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Pair]:
    async with two_hosts(stack, redis.empty_database(), tmp_path_factory.mktemp("hosts")) as pair:
        yield pair


@pytest.fixture(params=["on_sqlite", "on_redis"])
def pair(request: pytest.FixtureRequest) -> Pair:
    pair: Pair = request.getfixturevalue(request.param)
    return pair


async def asked(pair: Pair, session: str, tabs: int = TABS) -> list[httpx.Response]:
    """Every tab at both hosts, at once."""
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(host.exchange(pair.http, session)) for host in pair.hosts for _ in range(tabs)
        ]
    return [task.result() for task in tasks]


async def test_forty_tabs_at_two_processes_are_one_refresh_and_no_lost_session(pair: Pair) -> None:
    session = await pair.sign_in("dalia", left=0)
    before = await pair.refreshes()
    for rounds in (1, 2, 3):
        answers = await asked(pair, session)
        assert [answer.status_code for answer in answers] == [200] * 2 * TABS
        assert len({answer.json()["accessToken"] for answer in answers}) == 1
        assert await pair.refreshes() - before == rounds, "and the refresh token was still good"
        await pair.age(session)


async def test_a_process_that_is_told_to_end_keeps_what_it_was_granted(pair: Pair, tmp_path: Path) -> None:
    """The provider is slow, the platform scales in: the request is answered first, and the others adopt."""
    session = await pair.sign_in("dalia", left=0)
    before = await pair.refreshes()
    with host_processes.started(pair.stack, tmp_path, pair.store) as ending:
        async with asyncio.TaskGroup() as group:
            with pair.provider_hangs():
                waiting = group.create_task(ending.exchange(pair.http, session))
                await pair.renewal_begun(session)
                ending.process.terminate()
                await asyncio.sleep(0.2)
        assert waiting.result().status_code == 200
        assert await asyncio.to_thread(ending.process.wait, 10) == 0
    for adopted in await asked(pair, session, tabs=1):
        assert adopted.json()["accessToken"] == waiting.result().json()["accessToken"]
    assert await pair.refreshes() - before == 1


async def test_a_provider_that_hangs_delays_a_good_token_by_two_seconds_and_no_more(pair: Pair) -> None:
    for host in pair.hosts:  # each has a connection: to open one to a provider that hangs fails in a second
        assert (await host.exchange(pair.http, await pair.sign_in("dalia", left=0))).status_code == 200
    session = await pair.sign_in("dalia", left=200)
    before = await pair.refreshes()
    with pair.provider_hangs():
        begun = time.monotonic()
        answers = await asked(pair, session, tabs=3)
        assert time.monotonic() - begun < 3.5
    assert [answer.status_code for answer in answers] == [200] * 6
    assert {answer.json()["expiresIn"] < 200 for answer in answers} == {True}
    answers = await asked(pair, session, tabs=1)
    assert [answer.status_code for answer in answers] == [200] * 2
    assert await pair.refreshes() - before == 1, "the renewal went on while nobody waited"


async def test_a_store_that_is_down_logs_nobody_out(on_redis: Pair, redis: RedisServer) -> None:
    session = await on_redis.sign_in("dalia", left=3600)
    assert {answer.status_code for answer in await asked(on_redis, session, tabs=1)} == {200}
    redis.stop()
    try:
        answers = await asked(on_redis, session, tabs=3)
    finally:
        redis.start()
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "upstream_unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert "Set-Cookie" not in answer.headers
    assert {answer.status_code for answer in await asked(on_redis, session, tabs=1)} == {200}

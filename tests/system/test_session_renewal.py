"""Sessions at two gateways and two BFF hosts: renewed once, kept through outages, and dead when they end."""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

import local.services
from desktop_bff.session.access_tokens import BACK_OFF_SECONDS, RENEW_AHEAD_SECONDS
from local.services import ServiceConfig
from tests.system.browser import Browser
from tests.system.conftest import RING, Portico
from tests.system.interception import Interceptor, intercepted
from tests.system.replicas import Replica, replica, replicas

SCREEN = "/desktop/products?pages=1"
ME = "/desktop/session/me"
LOGOUT = "/desktop/session/logout"
TABS = 20
LIFETIME = 3600.0
UPSTREAM_MARGIN = 60.0  # so long before its end a token for an upstream is used no more
Instances = tuple[Replica, Replica]


@pytest.fixture
def provider(portico: Portico) -> Iterator[Interceptor]:
    """It rotates refresh tokens, and one that comes back a second time ends the whole sign-in.

    It has our clock, and so has the service that its tokens are for.
    """
    layout, internet = portico.world.layout, portico.world.internet
    url, config = (
        layout.url("products"),
        ServiceConfig.model_validate(portico.world.configs["products"].config),
    )
    before = internet.mounted(url)
    internet.mount(url, local.services.create_app(config, internet, portico.clock))
    with intercepted(portico, portico.clock) as provider:
        yield provider
    internet.mount(url, before)


@pytest.fixture
def instances(portico: Portico, provider: Interceptor) -> Instances:
    return replicas(portico)


@pytest.fixture
async def browser(portico: Portico, instances: Instances) -> Browser:
    """One that has signed in and looked at something at both."""
    browser = portico.browser()
    await browser.sign_in("amina")
    for instance in instances:
        assert (await instance.fetch(browser, SCREEN)).status_code == 200
    return browser


async def use(portico: Portico, browser: Browser, instances: Instances, seconds: float) -> None:
    """Let time pass, and look at something before the session idles."""
    while seconds > 1200:
        portico.clock.advance(1200)
        seconds -= 1200
        assert (await instances[0].fetch(browser, SCREEN)).status_code == 200
    portico.clock.advance(seconds)


async def together(*work: Coroutine[Any, Any, httpx.Response]) -> list[httpx.Response]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in work]
    return [task.result() for task in tasks]


def refreshes(provider: Interceptor) -> list[str]:
    """The refresh tokens that were used."""
    forms = provider.forms("token")
    return [form["refresh_token"] for form in forms if form["grant_type"] == "refresh_token"]


def newest_refresh_token(provider: Interceptor) -> str:
    """Of the session, among those for its upstreams."""
    answers = zip(provider.forms("token"), provider.granted, strict=True)
    ours = [granted for form, granted in answers if "requested_token_use" not in form]
    return next(str(granted["refresh_token"]) for granted in reversed(ours) if "refresh_token" in granted)


def expired(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (401, "session_expired")


@pytest.mark.parametrize("age", [LIFETIME - RENEW_AHEAD_SECONDS, LIFETIME + 60], ids=["due", "expired"])
async def test_forty_tabs_at_two_instances_are_one_refresh_and_no_lost_session(
    portico: Portico, provider: Interceptor, instances: Instances, browser: Browser, age: float
) -> None:
    for rounds in (1, 2):
        await use(portico, browser, instances, age)
        answers = await together(*(each.fetch(browser, SCREEN) for each in instances for _ in range(TABS)))
        assert [answer.status_code for answer in answers] == [200] * 2 * TABS
        assert len(refreshes(provider)) == len(set(refreshes(provider))) == rounds, "each is good once"


async def down(portico: Portico, kind: str) -> None:
    url = portico.world.layout.url("identity")
    if kind == "refused":
        portico.world.internet.unmount(url)
        return
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        (await http.put(f"{url}/_faults", json={"status": int(kind)})).raise_for_status()


async def up(portico: Portico, provider: Interceptor) -> None:
    url = portico.world.layout.url("identity")
    portico.world.internet.mount(url, provider)
    async with httpx.AsyncClient(transport=portico.world.internet) as http:
        (await http.delete(f"{url}/_faults")).raise_for_status()
    portico.clock.advance(BACK_OFF_SECONDS)


EVERY_OUTAGE = pytest.mark.parametrize("kind", ["refused", "503"])


@EVERY_OUTAGE
async def test_a_minute_without_the_provider_is_noticed_by_nobody(
    portico: Portico, provider: Interceptor, instances: Instances, browser: Browser, kind: str
) -> None:
    await use(portico, browser, instances, LIFETIME - RENEW_AHEAD_SECONDS)
    await down(portico, kind)
    for _ in range(6):
        portico.clock.advance(10)
        for instance in instances:
            assert (await instance.fetch(browser, SCREEN)).status_code == 200
    await up(portico, provider)
    portico.clock.advance(RENEW_AHEAD_SECONDS)
    for instance in instances:
        assert (await instance.fetch(browser, SCREEN)).status_code == 200


@EVERY_OUTAGE
async def test_an_outage_beyond_the_tokens_end_logs_nobody_out(
    portico: Portico, provider: Interceptor, instances: Instances, browser: Browser, kind: str
) -> None:
    await use(portico, browser, instances, LIFETIME - RENEW_AHEAD_SECONDS)
    await down(portico, kind)
    portico.clock.advance(RENEW_AHEAD_SECONDS)
    for instance in instances:
        answer = await instance.fetch(browser, SCREEN)
        assert (answer.status_code, answer.json()["code"]) == (502, "upstream_failed")
        assert int(answer.headers["Retry-After"]) > 0
        assert "Set-Cookie" not in answer.headers
        assert (await instance.fetch(browser, ME)).status_code == 200
    await up(portico, provider)
    for instance in instances:
        assert (await instance.fetch(browser, SCREEN)).status_code == 200


class Gate:
    """Before the token endpoint, or behind it: nothing passes until it is opened."""

    def __init__(self, app: ASGIApp, *, behind: bool) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()
        self._app = app
        self._behind = behind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].endswith("/token"):
            await self._app(scope, receive, send)
            return
        answer: list[Any] = []

        async def keep(message: Any) -> None:
            answer.append(message)

        if self._behind:
            await self._app(scope, receive, keep)
        self.reached.set()
        await self.opened.wait()
        if not self._behind:
            await self._app(scope, receive, keep)
        for message in answer:
            await send(message)


@pytest.mark.parametrize("behind", [False, True], ids=["not yet granted", "granted already"])
async def test_a_logout_during_a_refresh_wins(
    portico: Portico, provider: Interceptor, instances: Instances, browser: Browser, behind: bool
) -> None:
    """L11, L12: the session stays dead, and what was granted meanwhile is revoked."""
    here, elsewhere = instances
    await use(portico, browser, instances, LIFETIME)
    gate = Gate(provider, behind=behind)
    portico.world.internet.mount(portico.world.layout.url("identity"), gate)
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        waiting = [group.create_task(here.fetch(browser, SCREEN)) for _ in range(3)]
        await gate.reached.wait()
        assert (await elsewhere.fetch(browser, LOGOUT, "POST")).status_code == 204
        gate.opened.set()
    assert all(expired(each.result()) for each in waiting)
    for instance in instances:
        assert expired(await instance.fetch(browser, ME))
        assert expired(await instance.fetch(browser, SCREEN))
    assert newest_refresh_token(provider) in {form["token"] for form in provider.forms("revoke")}


async def test_a_session_ended_at_one_instance_is_dead_at_the_other_within_thirty_seconds(
    portico: Portico, instances: Instances, browser: Browser
) -> None:
    here, elsewhere = instances
    assert (await elsewhere.fetch(browser, LOGOUT, "POST")).status_code == 204
    assert expired(await here.fetch(browser, ME)), "session endpoints are never cached"
    portico.clock.advance(30)
    assert expired(await here.fetch(browser, SCREEN))


async def test_new_session_keys_keep_the_sessions(
    portico: Portico, instances: Instances, browser: Browser
) -> None:
    new = f"key-2:{43 * 'B'}"
    rotating = replica(portico, {"SESSION_KEYS": f"{new},{RING}"})
    portico.clock.advance(90)
    assert (await rotating.fetch(browser, SCREEN)).status_code == 200, "sealed anew as it is used"
    rotated = replica(portico, {"SESSION_KEYS": new})
    assert (await rotated.fetch(browser, SCREEN)).status_code == 200
    assert expired(await instances[0].fetch(browser, ME)), "the old key alone opens it no more"

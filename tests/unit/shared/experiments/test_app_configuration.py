"""Flags from a stand-in of App Configuration's REST API, with a token of the managed identity."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from shared.experiments.app_configuration import AppConfiguration
from shared.experiments.experiment import Experiment
from tests.clock import Clock
from tests.managed_identity import HOST, Endpoint

COLOUR = Experiment("colour", {"red": 1, "blue": 2})
STORE = "https://portico.azconfig.test"


def flag(variant: str, feature: str = "colour") -> dict[str, Any]:
    variants = [{"name": "red"}, {"name": "blue"}]
    return {
        "id": feature,
        "enabled": True,
        "variants": variants,
        "allocation": {"default_when_enabled": variant},
    }


class Store:
    """A store and the identity endpoint beside it; `failure` is what it answers instead of its flags."""

    def __init__(self, *flags: dict[str, Any]) -> None:
        self.flags = list(flags)
        self.identity = Endpoint()
        self.failure: httpx.Response | Exception | None = None
        self.requests: list[httpx.Request] = []
        self.open = asyncio.Event()
        self.open.set()

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == HOST:
            return self.identity.answer(request)
        self.requests.append(request)
        await self.open.wait()
        if isinstance(self.failure, Exception):
            raise self.failure
        return self.failure or self._page(int(request.url.params.get("after", "0")))

    def _page(self, number: int) -> httpx.Response:
        """One flag a page."""
        items = [
            {"key": f".appconfig.featureflag/{each['id']}", "value": json.dumps(each), "label": None}
            for each in self.flags[number : number + 1]
        ]
        more = {"@nextLink": f"/kv?after={number + 1}"} if number + 1 < len(self.flags) else {}
        return httpx.Response(200, json={"items": items} | more)


def reader(store: Store, clock: Clock) -> AppConfiguration:
    return AppConfiguration(STORE, [COLOUR], httpx.MockTransport(store.answer), clock)


async def variant(app_configuration: AppConfiguration) -> str | None:
    return (await app_configuration.configuration()).variant("colour", "tenant:alice")


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while not await condition():  # noqa: ASYNC110 - nothing tells when a refresh in the background has ended
            await asyncio.sleep(0)


async def until_variant(app_configuration: AppConfiguration, wanted: str) -> None:
    async def got_it() -> bool:
        return await variant(app_configuration) == wanted

    await until(got_it)


pytestmark = pytest.mark.usefixtures("managed_identity")


async def test_the_first_caller_waits_for_the_flags_of_every_page() -> None:
    store = Store(flag("red", "other"), flag("blue"))
    assert await variant(reader(store, Clock())) == "blue"
    first, second = store.requests
    assert dict(first.url.params) == {
        "key": ".appconfig.featureflag/*",
        "label": "\0",
        "$select": "key,value",
        "api-version": "2023-11-01",
    }
    assert store.identity.resources() == ["https://appconfig.azure.com"]
    assert str(second.url) == f"{STORE}/kv?after=1"
    assert (
        first.headers["authorization"] == second.headers["authorization"] == f"Bearer {store.identity.token}"
    )


async def test_callers_at_once_and_within_half_a_minute_share_one_request() -> None:
    store, clock = Store(flag("blue")), Clock()
    flags = reader(store, clock)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(20):
            tasks.create_task(variant(flags))
    clock.now += 29
    assert await variant(flags) == "blue"
    assert len(store.requests) == 1


async def test_a_change_is_found_in_the_background() -> None:
    store, clock = Store(flag("red")), Clock()
    flags = reader(store, clock)
    await variant(flags)
    store.flags = [flag("blue")]
    clock.now += 31
    store.open.clear()
    assert await variant(flags) == "red"
    store.open.set()
    await until_variant(flags, "blue")


FAILURES: dict[str, httpx.Response | Exception] = {
    "ConnectError": httpx.ConnectError("no connection"),
    "answered 403": httpx.Response(403),
    "JSONDecodeError": httpx.Response(200, content=b"<html>"),
    "items: Field required": httpx.Response(200, json={}),
    "items.0.value": httpx.Response(200, json={"items": [{"value": "[" * 100_000}]}),
    "0 feature flags are called colour": httpx.Response(200, json={"items": []}),
    "the allocation names no variant: green": httpx.Response(
        200, json={"items": [{"value": json.dumps(flag("green"))}]}
    ),
}


async def warned(flags: AppConfiguration, caplog: pytest.LogCaptureFixture) -> bool:
    await variant(flags)
    return bool(caplog.records)


@pytest.mark.parametrize("fault", FAILURES)
async def test_whatever_fails_the_last_good_flags_stay_and_a_warning_says_why(
    caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    store, clock = Store(flag("blue")), Clock()
    flags = reader(store, clock)
    await variant(flags)
    store.failure = FAILURES[fault]
    clock.now += 31
    with caplog.at_level(logging.WARNING):
        await until(lambda: warned(flags, caplog))
    assert await variant(flags) == "blue"
    (record,) = caplog.records
    assert fault in record.getMessage()
    assert store.identity.token not in caplog.text


async def test_with_no_good_flags_yet_there_are_none_and_they_are_asked_for_again() -> None:
    store, clock = Store(flag("blue")), Clock()
    store.failure = httpx.Response(503)
    flags = reader(store, clock)
    assert await variant(flags) is None
    assert (await flags.configuration()).version == "none"
    store.failure = None
    clock.now += 31
    await until_variant(flags, "blue")


async def test_nobody_waits_for_a_store_that_hangs_after_the_first_second() -> None:
    store, clock = Store(flag("blue")), Clock()
    store.open.clear()
    flags = reader(store, clock)
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(variant(flags))
        await asyncio.sleep(0)
        clock.now += 1
        assert await variant(flags) is None
        store.open.set()
    assert first.result() == "blue"


async def test_without_a_managed_identity_there_are_no_flags(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = Store(flag("blue"))
    store.identity.failure = httpx.ConnectError("no connection")
    with caplog.at_level(logging.WARNING):
        assert await variant(reader(store, Clock())) is None
    assert "App Configuration" in caplog.text

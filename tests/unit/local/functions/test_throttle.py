import asyncio

import pytest

from local.functions.host_json import HttpOptions
from local.functions.throttle import Overloaded, Throttle


def _throttle(outstanding: int = -1, concurrent: int = -1) -> Throttle:
    return Throttle(HttpOptions(maxOutstandingRequests=outstanding, maxConcurrentRequests=concurrent))


async def test_nothing_is_refused_without_a_limit() -> None:
    throttle = _throttle()
    async with throttle, throttle, throttle:
        pass


async def test_request_above_the_limit_is_refused_until_one_ends() -> None:
    throttle = _throttle(outstanding=1)
    async with throttle:
        with pytest.raises(Overloaded):
            await throttle.__aenter__()
    async with throttle:
        pass


async def test_request_waits_for_its_turn() -> None:
    throttle, order = _throttle(concurrent=1), []

    async def request(name: str) -> None:
        async with throttle:
            order.append(f"{name} starts")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    async with asyncio.TaskGroup() as group:
        group.create_task(request("a"))
        group.create_task(request("b"))
    assert order == ["a starts", "a ends", "b starts", "b ends"]


async def test_request_cancelled_while_waiting_gives_its_place_back() -> None:
    throttle = _throttle(outstanding=2, concurrent=1)
    async with throttle:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await throttle.__aenter__()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await throttle.__aenter__()

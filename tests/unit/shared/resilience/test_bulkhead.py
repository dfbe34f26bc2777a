"""A bounded number of calls at a time."""

import asyncio

import httpx
import pytest

from shared.resilience.bulkhead import Bulkhead
from tests.unit.shared.resilience.service import Service, get, hurried


async def test_so_many_go_through_and_the_rest_wait_their_turn() -> None:
    service = Service()
    service.gate.clear()
    bulkhead = Bulkhead("orders", service, concurrent=2)
    loop = asyncio.get_running_loop()
    calls = [loop.create_task(bulkhead.send(get())) for _ in range(1000)]
    await asyncio.sleep(0)
    assert service.under_way == 2
    service.gate.set()
    assert {(await call).status for call in calls} == {200}
    assert service.calls == 1000


@pytest.mark.parametrize("seconds", [0.0, 0.1])
async def test_a_call_waits_for_half_of_its_time_and_leaves_the_upstream_the_rest(seconds: float) -> None:
    service = Service()
    service.gate.clear()
    bulkhead = Bulkhead("orders", service, concurrent=1)
    slow = asyncio.get_running_loop().create_task(bulkhead.send(get()))
    await asyncio.sleep(0)
    request = hurried(seconds)
    with pytest.raises(httpx.PoolTimeout):
        await bulkhead.send(request)
    assert request.seconds > 0 or not seconds
    service.gate.set()
    assert (await slow).status == (await bulkhead.send(get())).status == 200
    assert service.calls == 2


async def test_a_call_that_is_cancelled_gives_its_place_back() -> None:
    service = Service()
    service.gate.clear()
    bulkhead = Bulkhead("orders", service, concurrent=1)
    call = asyncio.get_running_loop().create_task(bulkhead.send(get()))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    service.gate.set()
    assert (await bulkhead.send(get())).status == 200

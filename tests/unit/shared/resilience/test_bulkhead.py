"""A bounded number of calls, and of calls that wait."""

import asyncio

import pytest

from shared.resilience.bulkhead import Bulkhead, BulkheadFull
from tests.unit.shared.resilience.service import Service, get


async def test_so_many_go_through_so_many_wait_and_the_rest_are_refused() -> None:
    service = Service()
    service.gate.clear()
    bulkhead = Bulkhead("orders", service, concurrent=2, waiting=1)
    loop = asyncio.get_running_loop()
    calls = [loop.create_task(bulkhead.send(get())) for _ in range(3)]
    await asyncio.sleep(0)
    assert service.under_way == 2
    with pytest.raises(BulkheadFull):
        await bulkhead.send(get())
    service.gate.set()
    assert [(await call).status for call in calls] == [200, 200, 200]
    assert (await bulkhead.send(get())).status == 200


async def test_a_call_that_is_cancelled_gives_its_place_back() -> None:
    service = Service()
    service.gate.clear()
    bulkhead = Bulkhead("orders", service, concurrent=1, waiting=0)
    call = asyncio.get_running_loop().create_task(bulkhead.send(get()))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    service.gate.set()
    assert (await bulkhead.send(get())).status == 200

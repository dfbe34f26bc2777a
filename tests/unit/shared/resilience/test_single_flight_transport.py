"""Identical reads become one call; different callers never share one."""

import asyncio
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.exchange import Request, Response
from shared.resilience import cache_key, deadline
from shared.resilience.single_flight_transport import SingleFlightTransport
from tests.unit.shared.resilience.service import Outcome, Service, get


class Mirror:
    """Answers with who asked for what, after as many turns of the loop as it is told."""

    def __init__(self, turns: list[int]) -> None:
        self._turns = iter(turns)
        self.calls = 0

    async def send(self, request: Request) -> Response:
        self.calls += 1
        for _ in range(next(self._turns, 0)):
            await asyncio.sleep(0)
        return Response(200, {}, f"{request.headers['authorization']} {request.url}".encode())


async def test_two_hundred_identical_reads_are_one_call() -> None:
    service = Service()
    transport = SingleFlightTransport(service)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(transport.send(get())) for _ in range(200)]
    assert {task.result().body for task in tasks} == {b"ok"}
    assert service.calls == 1


async def test_writes_are_never_shared() -> None:
    service = Service([201])
    transport = SingleFlightTransport(service)
    request = Request("POST", "https://orders.test/orders", {})
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(transport.send(request))
    assert service.calls == 3


@pytest.mark.parametrize("outcome", [201, httpx.ReadTimeout("who knows whether it was done")])
async def test_a_read_after_a_write_joins_no_call_from_before_it(outcome: Outcome) -> None:
    service = Service([outcome, 200])
    transport = SingleFlightTransport(service)
    loop = asyncio.get_running_loop()
    write = loop.create_task(transport.send(Request("POST", "https://orders.test/orders", {})))
    service.gate.clear()
    await asyncio.sleep(0)
    before = await started(transport, 2)
    assert service.calls == 2
    service.gate.set()
    await asyncio.wait([write])
    service.gate.clear()
    after = await started(transport, 2)
    assert service.calls == 3
    service.gate.set()
    assert {(await call).status for call in before + after} == {200}


async def test_an_answer_from_before_a_write_leaves_the_calls_from_after_it_to_be_joined() -> None:
    gates = [asyncio.Event(), asyncio.Event()]
    calls = iter(gates)

    class Gated:
        async def send(self, request: Request) -> Response:
            if request.method == "GET":
                await next(calls).wait()
            return Response(200, {}, b"")

    transport = SingleFlightTransport(Gated())
    (before,) = await started(transport, 1)
    await transport.send(Request("POST", "https://orders.test/orders", {}))
    (after,) = await started(transport, 1)
    gates[0].set()
    await before
    (joined,) = await started(transport, 1)
    gates[1].set()
    assert (await after) is (await joined)


async def test_reads_of_different_cache_keys_share_no_call() -> None:
    service = Service()
    service.gate.clear()
    transport = SingleFlightTransport(service)
    tasks = []
    for key in ("epoch 1", "epoch 2", "epoch 1"):
        with cache_key.of({"x-cache-key": key}):
            tasks += await started(transport, 1)
    service.gate.set()
    await asyncio.wait(tasks)
    assert service.calls == 2


async def test_who_joined_a_call_is_not_bound_by_its_makers_deadline() -> None:
    service = Service([httpx.ReadTimeout("the first caller's time is over"), 200])
    service.gate.clear()
    transport, loop = SingleFlightTransport(service), asyncio.get_running_loop()
    with deadline.within(0.05):
        hurried = loop.create_task(transport.send(get()))
        await asyncio.sleep(0)
    patient = loop.create_task(transport.send(get()))
    await asyncio.sleep(0)
    service.gate.set()
    with pytest.raises(httpx.ReadTimeout):
        await hurried
    assert (await patient).status == 200
    assert service.calls == 2


async def started(transport: SingleFlightTransport, count: int) -> list[asyncio.Task[Response]]:
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(transport.send(get())) for _ in range(count)]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_who_joined_a_call_waits_no_longer_than_they_may() -> None:
    service = Service()
    service.gate.clear()
    transport = SingleFlightTransport(service)
    maker = asyncio.get_running_loop().create_task(transport.send(get()))
    await asyncio.sleep(0)
    joiner = get()
    joiner.until = time.monotonic() + 0.02
    with pytest.raises(httpx.ReadTimeout):
        await transport.send(joiner)
    service.gate.set()
    assert (await maker).status == 200


async def test_a_maker_that_is_cancelled_leaves_those_who_joined_their_answer() -> None:
    service = Service()
    service.gate.clear()
    maker, *joined = await started(SingleFlightTransport(service), 5)
    maker.cancel()
    await asyncio.wait([maker])
    service.gate.set()
    assert {(await call).status for call in joined} == {200}
    assert service.calls == 2


async def test_a_call_ends_with_the_last_who_waits_for_it() -> None:
    service = Service()
    service.gate.clear()
    tasks = await started(SingleFlightTransport(service), 3)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert service.under_way == 0


async def test_a_failure_is_everybodys() -> None:
    service = Service([httpx.ReadError("broken off"), 200])
    service.gate.clear()
    tasks = await started(SingleFlightTransport(service), 3)
    service.gate.set()
    await asyncio.wait(tasks)
    assert [type(task.exception()) for task in tasks] == [httpx.ReadError] * 3
    assert service.calls == 1


async def test_a_call_that_has_ended_is_forgotten() -> None:
    service = Service()
    transport = SingleFlightTransport(service)
    for _ in range(2):
        await transport.send(get())
    assert service.calls == 2


CALLS = st.lists(
    st.tuples(st.sampled_from(["alice", "bob", "carol"]), st.sampled_from(["/a", "/b"]), st.integers(0, 3)),
    max_size=30,
)


@given(CALLS, st.lists(st.integers(0, 5), max_size=30))
def test_nobody_gets_anothers_answer_in_any_interleaving(
    calls: list[tuple[str, str, int]], turns: list[int]
) -> None:
    asyncio.run(ask(calls, Mirror(turns)))


async def ask(calls: list[tuple[str, str, int]], mirror: Mirror) -> None:
    transport = SingleFlightTransport(mirror)

    async def one(who: str, path: str, after: int) -> None:
        for _ in range(after):
            await asyncio.sleep(0)
        response = await transport.send(get(f"https://orders.test{path}", authorization=who))
        assert response.body.decode() == f"{who} https://orders.test{path}"

    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(one(*call))
    assert mirror.calls <= len(calls)

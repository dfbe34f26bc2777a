"""An upstream that mostly fails is left alone, and tried again carefully."""

import asyncio

import httpx
import pytest

from shared.composition import all_of
from shared.http.exchange import Request, Response
from shared.resilience.circuit_breaker import (
    HURRIED_SECONDS,
    LEAST_CALLS,
    OPEN_SECONDS,
    WINDOW_SECONDS,
    CircuitBreaker,
    CircuitOpen,
)
from tests.clock import Clock
from tests.unit.shared.resilience.service import Outcome, Service, get, hurried


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def call(breaker: CircuitBreaker, times: int = 1) -> None:
    for _ in range(times):
        try:
            await breaker.send(get())
        except CircuitOpen:
            raise
        except httpx.TransportError:
            pass


async def half_open(service: Service, clock: Clock) -> CircuitBreaker:
    """Opened by the first calls of a service that fails, and ready for a probe."""
    breaker = CircuitBreaker("orders", service, clock)
    await call(breaker, LEAST_CALLS)
    clock.now += OPEN_SECONDS
    return breaker


@pytest.mark.parametrize("outcome", [500, 503, httpx.ConnectError("refused"), httpx.ReadTimeout("late")])
async def test_it_opens_when_half_of_the_calls_failed(clock: Clock, outcome: Outcome) -> None:
    service = Service([*[200] * (LEAST_CALLS // 2), outcome])
    breaker = CircuitBreaker("orders", service, clock)
    await call(breaker, LEAST_CALLS)
    with pytest.raises(CircuitOpen) as refused:
        await call(breaker)
    assert (service.calls, breaker.state) == (LEAST_CALLS, "open")
    assert refused.value.retry_after == OPEN_SECONDS


@pytest.mark.parametrize("outcome", [200, 404, 429, httpx.PoolTimeout("no place in time")])
async def test_what_is_not_the_upstreams_failure_leaves_it_closed(clock: Clock, outcome: Outcome) -> None:
    breaker = CircuitBreaker("orders", Service([outcome]), clock)
    await call(breaker, LEAST_CALLS * 3)
    assert breaker.state == "closed"


async def test_a_few_failures_are_no_evidence(clock: Clock) -> None:
    breaker = CircuitBreaker("orders", Service([500]), clock)
    await call(breaker, LEAST_CALLS - 1)
    assert breaker.state == "closed"


async def test_failures_of_long_ago_do_not_count(clock: Clock) -> None:
    breaker = CircuitBreaker("orders", Service([500]), clock)
    await call(breaker, LEAST_CALLS - 1)
    clock.now += WINDOW_SECONDS + 1
    await call(breaker, LEAST_CALLS - 1)
    assert breaker.state == "closed"


@pytest.mark.parametrize(("outcome", "state"), [(200, "closed"), (500, "open")])
async def test_one_probe_decides(clock: Clock, outcome: int, state: str) -> None:
    service = Service([*[500] * LEAST_CALLS, outcome])
    breaker = await half_open(service, clock)
    assert breaker.state == "half-open"
    await call(breaker)
    assert (breaker.state, service.calls) == (state, LEAST_CALLS + 1)


async def test_while_it_is_probed_nobody_else_gets_through(clock: Clock) -> None:
    service = Service([*[500] * LEAST_CALLS, 200])
    breaker = await half_open(service, clock)
    service.gate.clear()
    probe = asyncio.get_running_loop().create_task(call(breaker))
    await asyncio.sleep(0)
    with pytest.raises(CircuitOpen):
        await call(breaker)
    service.gate.set()
    await probe
    assert breaker.state == "closed"


async def test_a_probe_that_got_no_place_makes_way_for_the_next(clock: Clock) -> None:
    breaker = await half_open(
        Service([*[500] * LEAST_CALLS, httpx.PoolTimeout("no place in time"), 200]), clock
    )
    await call(breaker, 2)
    assert breaker.state == "closed"


async def test_who_comes_while_a_probe_ends_without_a_place_is_the_next_probe(clock: Clock) -> None:
    service = Service([*[500] * LEAST_CALLS, httpx.PoolTimeout("no place in time"), 200])
    breaker = await half_open(service, clock)
    service.gate.clear()
    tasks = [asyncio.get_running_loop().create_task(call(breaker))]
    await asyncio.sleep(0)
    service.gate.set()
    for _ in range(4):  # one of these turns is that in which the probe ends
        await asyncio.sleep(0)
        tasks.append(asyncio.get_running_loop().create_task(call(breaker)))
    await asyncio.wait(tasks)
    await call(breaker)
    assert breaker.state == "closed"
    for task in tasks:
        task.exception()


async def test_a_call_with_hardly_any_time_says_nothing(clock: Clock) -> None:
    service = Service([httpx.ReadTimeout("late")])
    breaker = CircuitBreaker("orders", service, clock)
    for _ in range(LEAST_CALLS):
        with pytest.raises(httpx.ReadTimeout):
            await breaker.send(hurried(HURRIED_SECONDS / 2))
    assert breaker.state == "closed"
    await call(breaker, LEAST_CALLS)
    clock.now += OPEN_SECONDS
    with pytest.raises(CircuitOpen):
        await breaker.send(hurried(HURRIED_SECONDS / 2))
    assert breaker.state == "half-open"


async def test_calls_older_than_the_probe_say_nothing(clock: Clock) -> None:
    """They were made while the upstream was ill, and end when it is well again."""
    old, late = Service([httpx.ReadTimeout("late")]), Service([*[500] * LEAST_CALLS, 200])
    old.gate.clear()
    services = [old] * LEAST_CALLS + [late] * (LEAST_CALLS + 1)

    class InTurn:
        async def send(self, request: Request) -> Response:
            return await services.pop(0).send(request)

    breaker = CircuitBreaker("orders", InTurn(), clock)
    loop = asyncio.get_running_loop()
    slow = [loop.create_task(call(breaker)) for _ in range(LEAST_CALLS)]
    await asyncio.sleep(0)
    await call(breaker, LEAST_CALLS)
    clock.now += OPEN_SECONDS
    await call(breaker)
    old.gate.set()
    await asyncio.wait(slow)
    assert breaker.state == "closed"


async def test_a_probe_goes_on_without_whoever_made_it(clock: Clock) -> None:
    service = Service([*[500] * LEAST_CALLS, 200])
    breaker = await half_open(service, clock)
    service.gate.clear()
    probe = asyncio.get_running_loop().create_task(call(breaker))
    await asyncio.sleep(0)
    probe.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probe
    service.gate.set()
    await service.answered()
    await call(breaker)
    assert (breaker.state, service.calls) == ("closed", LEAST_CALLS + 2)  # that one, and a common call


async def test_screens_of_several_calls_close_it_too(clock: Clock) -> None:
    """Of three calls at once one is the probe; the other two are refused, and the screen with them."""
    service = Service([*[500] * LEAST_CALLS, 200])
    breaker = await half_open(service, clock)
    service.gate.clear()
    with pytest.raises(CircuitOpen):
        await all_of(breaker.send(get(f"https://orders.test/orders?page={page}")) for page in range(3))
    service.gate.set()
    await service.answered()
    answers = await all_of(breaker.send(get()) for _ in range(3))
    assert [answer.status for answer in answers] == [200] * 3

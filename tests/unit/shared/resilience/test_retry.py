"""What is repeated, and how rarely."""

import httpx
import pytest

from shared.http.exchange import Request, Response
from shared.resilience.retry import BACK_OFF_SECONDS, BUDGET_LIMIT, Retry
from tests.unit.shared.resilience.service import Outcome, Service, get, hurried

BROKEN = httpx.ReadError("broken off")


async def status(retry: Retry, request: Request) -> int:
    return (await retry.send(request)).status


@pytest.mark.parametrize("outcome", [BROKEN, httpx.ConnectError("refused"), 429, 502, 503, 504])
async def test_a_read_that_failed_in_passing_is_repeated_once(outcome: Outcome) -> None:
    service = Service([outcome, 200])
    assert await status(Retry(service), get()) == 200
    assert service.calls == 2


@pytest.mark.parametrize("outcome", [200, 404, 422, 500])
async def test_an_answer_is_an_answer(outcome: int) -> None:
    service = Service([outcome])
    assert await status(Retry(service), get()) == outcome
    assert service.calls == 1


async def test_it_is_repeated_once_and_no_more() -> None:
    service = Service([503])
    assert await status(Retry(service), get()) == 503
    assert service.calls == 2


@pytest.mark.parametrize(("headers", "calls"), [({}, 1), ({"idempotency-key": "k"}, 2)])
async def test_a_write_is_repeated_only_with_a_key(headers: dict[str, str], calls: int) -> None:
    service = Service([BROKEN, 201])
    request = Request("POST", "https://orders.test/orders", headers)
    if calls == 1:
        with pytest.raises(httpx.ReadError):
            await status(Retry(service), request)
    else:
        assert await status(Retry(service), request) == 201
    assert service.calls == calls


async def test_a_timeout_is_not_repeated() -> None:
    service = Service([httpx.ReadTimeout("late")])
    with pytest.raises(httpx.ReadTimeout):
        await status(Retry(service), get())
    assert service.calls == 1


@pytest.mark.parametrize(("retry_after", "calls"), [("0", 2), ("3600", 1), ("soon", 1)])
async def test_retry_after_is_honoured_within_its_time(retry_after: str, calls: int) -> None:
    service = Service([Response(503, {"retry-after": retry_after}, b""), 200])
    await status(Retry(service), hurried(1))
    assert service.calls == calls


async def test_nothing_is_repeated_without_time() -> None:
    service = Service([503])
    await status(Retry(service), hurried(0.001))
    assert service.calls == 1


async def test_each_call_tells_the_upstream_how_long_it_has_then() -> None:
    service = Service([503, 200])
    await status(Retry(service), hurried(1))
    first, second = map(int, service.told)
    assert 900 < first <= 1000
    assert first - 100 < second <= first - BACK_OFF_SECONDS[0] * 1000 + 1


async def test_at_most_a_tenth_of_all_calls_are_repetitions() -> None:
    service = Service([Response(503, {"retry-after": "0"}, b"")])
    retry, requests = Retry(service), 500
    for _ in range(requests):
        await status(retry, get())
    assert requests < service.calls <= requests * 1.1 + BUDGET_LIMIT

"""limit-concurrency."""

import asyncio

import httpx

from tests.unit.local.gateway.conftest import Shop

LIMIT = "<limit-concurrency key='k' max-count='1'><forward-request/></limit-concurrency>"


async def test_excess_is_refused_at_once(shop: Shop) -> None:
    statuses: list[int] = []

    async def ask() -> None:
        statuses.append((await shop.get()).status_code)

    shop.policy(backend=LIMIT)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(ask())
        tasks.create_task(ask())
    assert sorted(statuses) == [200, 429]


async def test_place_is_free_again_after_a_failure(shop: Shop) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down", request=request)

    shop.answer = fail
    shop.policy(backend=LIMIT)
    assert [(await shop.get()).status_code for _ in range(2)] == [500, 500]

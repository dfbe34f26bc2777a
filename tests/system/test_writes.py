"""Placing orders: once per key, seen at once on both channels."""

import asyncio
import json
import uuid
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.system.conftest import Portico

ORDER = {"lines": [{"productId": "prd_0001", "quantity": 2}, {"productId": "prd_0002", "quantity": 1}]}


async def place(
    portico: Portico,
    key: str | None = None,
    order: object = ORDER,
    channel: str = "mobile",
    login: str = "alice",
) -> httpx.Response:
    headers = {"content-type": "application/json", "idempotency-key": key or str(uuid.uuid4())}
    return await portico.request("POST", f"/{channel}/orders", login, headers, content=json.dumps(order))


async def newest(portico: Portico, channel: str, login: str = "alice") -> str:
    answer = await portico.get(f"/{channel}/orders", login=login)
    return str(answer.json()["items"][0]["id"])


class LateReads:
    """The orders service, which reads at once and answers a GET when it may."""

    def __init__(self, service: ASGIApp) -> None:
        self._service = service
        self.read = asyncio.Event()
        self.answer = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def late(message: Message) -> None:
            if scope["method"] == "GET":
                self.read.set()
                await self.answer.wait()
            await send(message)

        await self._service(scope, receive, late)


@pytest.fixture
def late_reads(portico: Portico) -> Iterator[LateReads]:
    internet, url = portico.world.internet, portico.world.layout.url("orders")
    service = internet.mounted(url)
    late = LateReads(service)
    internet.mount(url, late)
    yield late
    internet.mount(url, service)


@pytest.mark.parametrize("channel", ["mobile", "desktop"])
async def test_a_read_after_a_write_has_it_even_while_a_read_from_before_it_is_under_way(
    portico: Portico, late_reads: LateReads, channel: str
) -> None:
    loop, own_key = asyncio.get_running_loop(), {"x_cache_key": "the client's own is dropped"}
    before = loop.create_task(portico.get("/mobile/orders", **own_key))
    await late_reads.read.wait()
    placed = (await place(portico, channel=channel)).json()["id"]
    late_reads.read.clear()
    after = loop.create_task(portico.get("/mobile/orders", **own_key))
    await late_reads.read.wait()
    late_reads.answer.set()
    first, second, third = await before, await after, await portico.get("/mobile/orders")
    assert first.json()["items"][0]["id"] != placed
    assert {answer.json()["items"][0]["id"] for answer in (second, third)} == {placed}
    assert [answer.headers["X-Cache"] for answer in (second, third)] == ["miss", "hit"]


@pytest.mark.parametrize("channel", ["mobile", "desktop"])
async def test_an_order_placed_is_in_the_next_answer_of_both_channels(portico: Portico, channel: str) -> None:
    assert (await portico.get("/mobile/orders")).headers["X-Cache"] == "miss"
    placed = await place(portico, channel=channel)
    assert placed.status_code == 201
    order = placed.json()
    assert (
        placed.headers["Location"] == f"{portico.world.layout.url('gateway')}/{channel}/orders/{order['id']}"
    )
    assert await newest(portico, "mobile") == await newest(portico, "desktop") == order["id"]


async def test_the_location_leads_to_the_order(portico: Portico) -> None:
    placed = await place(portico)
    path = placed.headers["Location"].removeprefix(portico.world.layout.url("gateway"))
    assert (await portico.get(path)).json()["total"] == placed.json()["total"]


async def test_a_mobile_answer_is_light_and_a_desktop_answer_is_full(portico: Portico) -> None:
    assert (await place(portico)).json().keys() == {"id", "status", "total", "currency"}
    full = (await place(portico, channel="desktop")).json()
    assert full["buyer"]["name"] == "Alice Larsen"
    assert full["lines"][0]["product"]["id"] == "prd_0001"


@pytest.mark.parametrize("channel", ["mobile", "desktop"])
async def test_the_same_key_again_is_the_same_answer(portico: Portico, channel: str) -> None:
    key = str(uuid.uuid4())
    first, again = (
        await place(portico, key, channel=channel),
        await place(portico, f'"{key}"', channel=channel),
    )
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]


async def test_a_key_is_the_callers_across_channels_and_nobody_elses(portico: Portico) -> None:
    key = str(uuid.uuid4())
    alices = await place(portico, key)
    assert (await place(portico, key, channel="desktop")).json()["id"] == alices.json()["id"]
    bobs = await place(portico, key, login="bob")
    assert (bobs.status_code, bobs.json()["id"] == alices.json()["id"]) == (201, False)


async def test_eight_at_once_with_one_key_place_one_order(portico: Portico) -> None:
    key = str(uuid.uuid4())
    before = (await portico.get("/desktop/orders?pages=1")).json()["totalCount"]
    async with asyncio.TaskGroup() as group:
        twins = [group.create_task(place(portico, key)) for _ in range(8)]
    statuses = {twin.result().status_code for twin in twins}
    ids = {twin.result().json()["id"] for twin in twins if twin.result().status_code == 201}
    assert statuses <= {201, 409}
    assert len(ids) == 1
    assert (await portico.get("/desktop/orders?pages=1")).json()["totalCount"] == before + 1


async def test_the_same_key_for_another_order_is_refused(portico: Portico) -> None:
    key = str(uuid.uuid4())
    await place(portico, key)
    other = await place(portico, key, {"lines": [{"productId": "prd_0003", "quantity": 1}]})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([{"productId": "prd_9999", "quantity": 1}], "unknown_product"),
        ([{"productId": f"prd_{number:04d}", "quantity": 99} for number in range(1, 51)], "order_rejected"),
    ],
)
async def test_an_order_the_service_refuses_is_422(portico: Portico, lines: object, code: str) -> None:
    refused = await place(portico, order={"lines": lines})
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_write_that_failed_upstream_renews_the_cache_too(portico: Portico) -> None:
    await portico.get("/mobile/orders")
    await portico.fault("orders", kind="fail", status=500)
    assert (await place(portico)).status_code == 502
    await portico.repair("orders")
    assert (await portico.get("/mobile/orders")).headers["X-Cache"] == "miss"


async def test_a_write_that_was_refused_leaves_the_cache(portico: Portico) -> None:
    await portico.get("/mobile/orders")
    assert (await place(portico, order={"lines": []})).status_code == 400
    assert (await portico.get("/mobile/orders")).headers["X-Cache"] == "hit"


async def test_another_callers_cache_is_left_alone(portico: Portico) -> None:
    await portico.get("/mobile/orders", login="bob")
    await place(portico)
    assert (await portico.get("/mobile/orders", login="bob")).headers["X-Cache"] == "hit"


async def test_a_write_needs_its_scope(portico: Portico) -> None:
    token = await portico.token("alice", scopes=("orders.read",))
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json", "idempotency-key": "k"}
    refused = await portico.request("POST", "/mobile/orders", headers=headers, content=json.dumps(ORDER))
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import uuid4

import httpx
import pytest

Headers = Callable[..., dict[str, str]]

ALICE = "df22332e-29a4-51ce-a3f4-3b680a68f77c"
ROLE = "Orders.Read.All"


@pytest.fixture
def orders(service: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    return service("orders")


@pytest.fixture
def newcomer(user: Headers) -> dict[str, str]:
    """The headers of a user who has no orders yet, with an Idempotency-Key."""
    return {**user(str(uuid4())), "Idempotency-Key": "a-key"}


async def place(orders: httpx.AsyncClient, headers: dict[str, str], quantity: Any = 1) -> httpx.Response:
    body = {"lines": [{"productId": "prd_0001", "quantity": quantity}]}
    return await orders.post("/orders", json=body, headers=headers)


def error(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


async def test_user_reads_own_orders_newest_first(orders: httpx.AsyncClient, user: Headers) -> None:
    answer = (
        await orders.get("/orders", params={"userId": ALICE, "size": 100}, headers=user("alice"))
    ).json()
    assert (answer["page"], answer["size"], len(answer["items"])) == (1, 100, 100)
    assert answer["total"] >= 300
    assert {order["userId"] for order in answer["items"]} == {ALICE}
    positions = [(order["placedAt"], order["id"]) for order in answer["items"]]
    assert all(newer > older for newer, older in pairwise(positions))


async def test_page_past_the_end_is_empty(orders: httpx.AsyncClient, user: Headers) -> None:
    answer = await orders.get("/orders", params={"userId": ALICE, "page": 9999}, headers=user("alice"))
    assert (answer.status_code, answer.json()["items"]) == (200, [])


async def test_status_selects_orders(orders: httpx.AsyncClient, user: Headers) -> None:
    query = {"userId": ALICE, "status": "shipped"}
    answer = await orders.get("/orders", params=query, headers=user("alice"))
    assert {order["status"] for order in answer.json()["items"]} == {"shipped"}


@pytest.mark.parametrize("query", [{}, {"userId": "somebody-else"}, {"updatedSince": "2025-01-01T00:00:00Z"}])
async def test_user_without_the_role_cannot_list_orders_of_others(
    orders: httpx.AsyncClient, user: Headers, query: dict[str, str]
) -> None:
    assert error(await orders.get("/orders", params=query, headers=user("bob"))) == (403, "forbidden")


async def test_user_with_the_role_lists_everybodys_orders(orders: httpx.AsyncClient, user: Headers) -> None:
    answer = await orders.get("/orders", headers=user("carol", roles=[ROLE]))
    assert answer.json()["total"] >= 20_000


async def test_application_lists_orders_of_any_user(orders: httpx.AsyncClient, application: Headers) -> None:
    answer = await orders.get("/orders", params={"userId": ALICE}, headers=application(ROLE))
    assert {order["userId"] for order in answer.json()["items"]} == {ALICE}


@pytest.mark.parametrize(
    "query",
    ["size=101", "status=lost", "colour=red", "updatedSince=yesterday", "after=2025-01-01T00:00:00Z,x"],
)
async def test_wrong_query_is_refused(orders: httpx.AsyncClient, application: Headers, query: str) -> None:
    response = await orders.get(f"/orders?{query}", headers=application(ROLE))
    assert error(response) == (400, "invalid_request")


async def test_changes_are_walked_without_gap_or_repetition(
    orders: httpx.AsyncClient, application: Headers
) -> None:
    query = {"updatedSince": "2025-05-01T00:00:00Z", "size": "100"}
    seen: list[tuple[str, str]] = []
    for _ in range(3):
        answer = (await orders.get("/orders", params=query, headers=application(ROLE))).json()
        seen += [(order["updatedAt"], order["id"]) for order in answer["items"]]
        query["after"] = answer["next"]
    assert len(seen) == 300
    assert seen[0][0] >= query["updatedSince"]
    assert all(earlier < later for earlier, later in pairwise(seen))


async def test_last_changes_have_no_next(orders: httpx.AsyncClient, application: Headers) -> None:
    query = {"updatedSince": "2099-01-01T00:00:00Z"}
    answer = await orders.get("/orders", params=query, headers=application(ROLE))
    assert answer.json() == {"items": [], "size": 20}


async def test_changes_start_at_the_later_of_since_and_after(
    orders: httpx.AsyncClient, application: Headers
) -> None:
    query = {"updatedSince": "2025-05-01T00:00:00Z", "after": "2023-01-01T00:00:00Z,ord_0000000001"}
    answer = await orders.get("/orders", params=query, headers=application(ROLE))
    assert answer.json()["items"][0]["updatedAt"] >= query["updatedSince"]


async def test_order_of_another_user_does_not_exist(orders: httpx.AsyncClient, user: Headers) -> None:
    listed = await orders.get("/orders", params={"userId": ALICE, "size": 1}, headers=user("alice"))
    (order,) = listed.json()["items"]
    path = f"/orders/{order['id']}"
    assert (await orders.get(path, headers=user("alice"))).json() == order
    assert (await orders.get(path, headers=user("carol", roles=[ROLE]))).json() == order
    assert error(await orders.get(path, headers=user("bob"))) == (404, "not_found")
    assert error(await orders.get("/orders/ord_none", headers=user("alice"))) == (404, "not_found")


async def test_placed_order_is_answered_and_can_be_read(
    orders: httpx.AsyncClient, newcomer: dict[str, str]
) -> None:
    response = await place(orders, newcomer, quantity=2)
    assert response.status_code == 201
    assert response.headers["Location"] == f"/orders/{response.json()['id']}"
    assert (await orders.get(response.headers["Location"], headers=newcomer)).content == response.content


async def test_replay_answers_the_same(orders: httpx.AsyncClient, newcomer: dict[str, str]) -> None:
    first, second = await place(orders, newcomer), await place(orders, newcomer)
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["Location"] == first.headers["Location"]


async def test_concurrent_twins_place_one_order(
    service: Callable[[str], httpx.AsyncClient], newcomer: dict[str, str]
) -> None:
    replicas = [service("orders"), service("orders")]
    async with asyncio.TaskGroup() as group:
        twins = [group.create_task(place(replicas[number % 2], newcomer)) for number in range(8)]
    assert {twin.result().status_code for twin in twins} == {201}
    assert len({twin.result().content for twin in twins}) == 1


async def test_order_with_a_used_key_is_refused(orders: httpx.AsyncClient, newcomer: dict[str, str]) -> None:
    await place(orders, newcomer)
    assert error(await place(orders, newcomer, quantity=2)) == (422, "idempotency_key_reused")


async def test_order_needs_a_key(orders: httpx.AsyncClient, user: Headers) -> None:
    assert error(await place(orders, user("alice"))) == (400, "idempotency_key_missing")


@pytest.mark.parametrize("text", ["", "with space", "x" * 256, "caf\xe9"])
async def test_wrong_key_is_refused(orders: httpx.AsyncClient, newcomer: dict[str, str], text: str) -> None:
    headers = httpx.Headers({**newcomer, "Idempotency-Key": text}, encoding="latin-1")
    response = await orders.post("/orders", headers=headers)
    assert error(response) == (400, "invalid_request")


@pytest.mark.parametrize("quantity", [0, 100, "2", 1.5, True, None])
async def test_wrong_quantity_is_refused(
    orders: httpx.AsyncClient, newcomer: dict[str, str], quantity: Any
) -> None:
    assert error(await place(orders, newcomer, quantity)) == (400, "invalid_request")


@pytest.mark.parametrize("count", [0, 51])
async def test_wrong_number_of_lines_is_refused(
    orders: httpx.AsyncClient, newcomer: dict[str, str], count: int
) -> None:
    body = {"lines": [{"productId": "prd_0001", "quantity": 1}] * count}
    response = await orders.post("/orders", json=body, headers=newcomer)
    assert error(response) == (400, "invalid_request")


async def test_application_cannot_place_an_order(orders: httpx.AsyncClient, application: Headers) -> None:
    response = await place(orders, {**application(ROLE), "Idempotency-Key": "a-key"})
    assert error(response) == (403, "forbidden")

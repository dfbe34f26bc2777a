"""A partner's walk through everybody's orders and the catalogue: complete, in order, and nobody else's."""

import sqlite3
from collections import Counter
from contextlib import closing
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.system.conftest import Portico
from tests.system.partners import Partner
from tests.system.test_refusals import assert_problem
from tests.system.test_writes import place


@pytest.fixture
def acme(portico: Portico) -> Partner:
    return Partner(portico, "acme")


def orders_table(portico: Portico, statement: str, *values: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(portico.world.layout.state / "orders.db")) as connection, connection:
        return connection.execute(statement, values).fetchall()


def change(portico: Portico, order_id: str, updated_at: str) -> None:
    orders_table(
        portico,
        "UPDATE orders SET updated_at = ?1, document = json_set(document, '$.updatedAt', ?1) WHERE id = ?2",
        *(updated_at, order_id),
    )


def cursor_of(answer: httpx.Response) -> str:
    query: str = urlsplit(answer.json()["nextLink"]).query
    return parse_qs(query)["cursor"][0]


def position(order: dict[str, Any]) -> tuple[str, str]:
    return str(order["updatedAt"]), str(order["id"])


async def test_all_orders_are_seen_exactly_once_while_others_are_placed(acme: Partner) -> None:
    before = [order_id for (order_id,) in orders_table(acme.portico, "SELECT id FROM orders")]
    placed, seen = list[str](), list[dict[str, Any]]()
    assert len(before) >= 20_000
    async for page in acme.walk("/v1/orders?maxpagesize=200"):
        assert len(page) <= 200
        seen += page
        if len(placed) < 30:
            placed.append((await place(acme.portico)).json()["id"])
    times = Counter(order["id"] for order in seen)
    assert {times[order_id] for order_id in before} == {1}
    assert {times[order_id] for order_id in placed} == {1}
    assert all(position(one) < position(next_one) for one, next_one in pairwise(seen))


async def test_an_order_that_changes_ahead_of_the_walk_is_met_once_at_its_new_place(acme: Partner) -> None:
    placed = [(await place(acme.portico)).json()["id"] for _ in range(3)]
    since = (await acme.get(f"/v1/orders/{placed[0]}")).json()["updatedAt"]
    seen: list[dict[str, Any]] = []
    async for page in acme.walk(f"/v1/orders?updatedSince={since}&maxpagesize=1"):
        seen += page
        change(acme.portico, placed[2], "2999-01-01T00:00:00Z")
    change(acme.portico, placed[2], since)
    assert [order["id"] for order in seen].count(placed[2]) == 1
    assert position(seen[-1]) == ("2999-01-01T00:00:00Z", placed[2])


async def test_the_whole_catalogue_is_walked_whatever_the_page_size(acme: Partner) -> None:
    for size in (200, 130, 77):
        pages = [page async for page in acme.walk(f"/v1/products?maxpagesize={size}")]
        ids = [product["id"] for page in pages for product in page]
        assert (len(ids), ids) == (500, sorted(set(ids)))
        assert {len(page) for page in pages[:-1]} == {size}


async def test_the_page_size_may_change_on_the_way(acme: Partner) -> None:
    first = await acme.get("/v1/products?maxpagesize=30")
    rest = await acme.get(f"/v1/products?maxpagesize=200&cursor={cursor_of(first)}")
    assert [product["id"] for product in rest.json()["value"]] == [
        f"prd_{number:04d}" for number in range(31, 231)
    ]


async def test_a_page_has_fifty_and_never_more_than_two_hundred(acme: Partner) -> None:
    for resource in ("orders", "products"):
        assert len((await acme.get(f"/v1/{resource}")).json()["value"]) == 50
        for size in ("201", "9999"):
            coerced = (await acme.get(f"/v1/{resource}?maxpagesize={size}")).json()
            assert len(coerced["value"]) == 200


async def test_the_next_link_repeats_the_request_and_is_absent_on_the_last_page(acme: Partner) -> None:
    since = "2025-05-24T00:00:00+02:00"
    pages = acme.walk(f"/v1/orders?updatedSince={since.replace('+', '%2B')}&maxpagesize=7")
    sizes = [len(page) async for page in pages]
    assert sizes[0] == 7
    first = (await acme.get("/v1/orders?updatedSince=2025-05-23T22:00:00Z&maxpagesize=7")).json()
    assert first["nextLink"].startswith(f"{acme.portico.world.layout.url('gateway')}/partner/v1/orders?")
    assert all(order["updatedAt"] >= "2025-05-23T22:00:00Z" for order in first["value"])
    future = (await acme.get("/v1/orders?updatedSince=9999-12-31T23:59:59.9Z")).json()
    assert future == {"value": []}


async def test_an_order_shows_what_concerns_a_partner_and_nothing_else(acme: Partner) -> None:
    order = (await acme.get("/v1/orders/ord_0000000001")).json()
    assert order.keys() == {"id", "status", "placedAt", "updatedAt", "total", "currency", "lines"}
    assert order["lines"][0].keys() == {"productId", "name", "quantity", "unitPrice"}
    product = (await acme.get("/v1/products?maxpagesize=1")).json()["value"][0]
    assert product.keys() == {
        *("id", "sku", "name", "description", "price", "currency", "imageUrl", "categories")
    }


async def test_an_order_nobody_has_is_not_found(acme: Partner) -> None:
    for order_id in ("ord_9999999999", "x", "a%20b", "x" * 65):
        assert_problem(await acme.get(f"/v1/orders/{order_id}"), 404, "not_found")


async def test_a_cursor_is_for_one_caller_one_collection_and_one_filter(acme: Partner) -> None:
    since = "updatedSince=2025-01-01T00:00:00Z"
    cursor = cursor_of(await acme.get(f"/v1/orders?{since}"))
    assert (await acme.get(f"/v1/orders?{since}&cursor={cursor}")).status_code == 200
    others = [
        await Partner(acme.portico, "globex").get(f"/v1/orders?{since}&cursor={cursor}"),
        await acme.get(f"/v1/orders?updatedSince=2025-01-01T00:00:01Z&cursor={cursor}"),
        await acme.get(f"/v1/orders?cursor={cursor}"),
        await acme.get(f"/v1/products?cursor={cursor}"),
    ]
    for refused in others:
        assert_problem(refused, 400, "invalid_cursor")
        assert refused.json()["parameter"] == "cursor"


async def test_a_changed_cursor_is_refused(acme: Partner) -> None:
    cursor = cursor_of(await acme.get("/v1/orders"))
    changed = [
        cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(len(cursor))
    ]
    for text in [
        *changed,
        cursor[:-1],
        cursor + "A",
        cursor + "=",
        cursor * 2,
        "x",
        "%00",
        "a.b",
        "ü",
        "A" * 4000,
    ]:
        assert_problem(await acme.get(f"/v1/orders?cursor={text}"), 400, "invalid_cursor")


BAD_SIZES = ["", "0", "-1", "%2B1", "01", "1.5", "10000", "x"]
BAD_TIMES = [
    *("", "now", "1700000000", "2025-01-01", "2025-01-01T00:00:00", "2025-02-30T00:00:00Z"),
    *("2025-01-01T25:00:00Z", "2025-01-01%2000:00:00Z", "2025-01-01T00:00:00+02:00"),  # a plus is a space
]
BAD_QUERIES = [
    *(f"maxpagesize={size}" for size in BAD_SIZES),
    *(f"updatedSince={time}" for time in BAD_TIMES),
    *("maxpagesize=1&maxpagesize=1", "cursor=", "page=1", "status=paid"),
]


async def test_a_query_that_does_not_fit_is_refused_by_name(acme: Partner) -> None:
    for query in BAD_QUERIES:
        answer = await acme.get(f"/v1/orders?{query}")
        assert_problem(answer, 400, "invalid_request")
        assert answer.json()["parameter"] == query.partition("=")[0]

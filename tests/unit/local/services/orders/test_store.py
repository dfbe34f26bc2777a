from pathlib import Path

import pytest

from local.services.database import open_database
from local.services.orders.document import Order
from local.services.orders.seed import SCHEMA
from local.services.orders.store import OrderStore, insert
from local.sqlite import Connection


def seed(connection: Connection) -> None:
    """Orders 1 to 6, of alice and bob in turn; two share each second."""
    for number in range(1, 7):
        at = f"2025-01-01T00:00:0{number // 2}Z"
        status = "paid" if number > 4 else "placed"
        insert(connection, Order(number, ("alice", "bob")[number % 2], {}, [], [(status, at)]))


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    return open_database(tmp_path / "orders.db", SCHEMA, seed)


@pytest.fixture
def store(connection: Connection) -> OrderStore:
    return OrderStore(connection)


def numbers(documents: list[str]) -> list[int]:
    """The order numbers at the start of documents such as {"id":"ord_0000000001",…"""
    return [int(document[11:21]) for document in documents]


@pytest.mark.parametrize(
    ("user_id", "status", "expected"),
    [
        (None, None, [6, 5, 4, 3, 2, 1]),
        ("alice", None, [6, 4, 2]),
        ("alice", "placed", [4, 2]),
        (None, "paid", [6, 5]),
        ("carol", None, []),
    ],
)
def test_orders_come_newest_first_with_their_total(
    store: OrderStore, user_id: str | None, status: str | None, expected: list[int]
) -> None:
    documents, total = store.page(user_id, status, 1, 10)
    assert (numbers(documents), total) == (expected, len(expected))


def test_pages_follow_each_other(store: OrderStore) -> None:
    pages = [store.page(None, None, page, 4) for page in (1, 2, 3)]
    assert [numbers(documents) for documents, _ in pages] == [[6, 5, 4, 3], [2, 1], []]
    assert [total for _, total in pages] == [6, 6, 6]


@pytest.mark.parametrize("user_id", [None, "alice"])
@pytest.mark.parametrize("status", [None, "paid"])
def test_pages_are_read_from_an_index(
    store: OrderStore, connection: Connection, user_id: str | None, status: str | None
) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    store.page(user_id, status, 1, 10)
    connection.set_trace_callback(None)
    plans = [str(connection.execute(f"EXPLAIN QUERY PLAN {text}").fetchall()) for text in statements]
    assert all("INDEX" in plan and "TEMP B-TREE" not in plan for plan in plans)


def test_changes_come_oldest_first_from_a_position(store: OrderStore) -> None:
    since = store.changed(("2025-01-01T00:00:02Z", ""), 2)
    assert [order_id for _, order_id, _ in since] == ["ord_0000000004", "ord_0000000005"]
    updated_at, order_id, _ = since[-1]
    assert [order_id for _, order_id, _ in store.changed((updated_at, order_id), 5)] == ["ord_0000000006"]


def test_order_is_found_for_its_owner_and_for_anybody(store: OrderStore) -> None:
    assert store.one("ord_0000000002", "alice") == store.one("ord_0000000002", None) is not None
    assert store.one("ord_0000000002", "bob") is None
    assert store.one("ord_0000000099", None) is None

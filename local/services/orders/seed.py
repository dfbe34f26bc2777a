"""The tables of the orders service, and the 20,000 orders they start with."""

import random
from collections.abc import Iterator

from local.services.catalogue import products
from local.services.directory import User, address_of
from local.services.orders.document import Line, Order
from local.services.orders.store import insert
from local.services.times import rfc3339
from local.sqlite import Connection

SCHEMA = """
CREATE TABLE products (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, thumbnail_url TEXT NOT NULL, price INTEGER NOT NULL
);
CREATE TABLE orders (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, status TEXT NOT NULL,
    placed_at TEXT NOT NULL, updated_at TEXT NOT NULL, document TEXT NOT NULL
);
CREATE INDEX orders_by_time ON orders (placed_at, id);
CREATE INDEX orders_by_status ON orders (status, placed_at, id);
CREATE INDEX orders_by_user ON orders (user_id, placed_at, id);
CREATE INDEX orders_by_user_and_status ON orders (user_id, status, placed_at, id);
CREATE INDEX orders_by_change ON orders (updated_at, id);
CREATE TABLE idempotency_keys (
    user_id TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, order_id TEXT NOT NULL,
    used_at REAL NOT NULL, PRIMARY KEY (user_id, key)
);
"""
ORDERS = 20_000
FIRST_PLACED_AT = 1_688_169_600  # 2023-07-01T00:00:00Z
SECONDS_BETWEEN_ORDERS = 3_000  # so that the last is placed on 2025-05-25
OPEN_SHARE = 0.1
FREQUENT_BUYERS = {"alice": 2.0, "bob": 1.5, "carol": 1.5}
COURSES = (
    ("placed",),
    ("placed", "paid"),
    ("placed", "paid", "shipped"),
    ("placed", "paid", "shipped", "delivered"),
    ("placed", "cancelled"),
)
OPEN_WEIGHTS = (30, 25, 25, 15, 5)
CLOSED_WEIGHTS = (0, 0, 0, 92, 8)


def seed(connection: Connection, users: list[User]) -> None:
    """Fills the tables with the catalogue and the orders of these users."""
    lines = [
        Line(product.id, product.name, product.thumbnail_url, product.price, quantity=1)
        for product in products()
    ]
    connection.executemany(
        "INSERT INTO products VALUES (?, ?, ?, ?)",
        ((line.product_id, line.name, line.thumbnail_url, line.price) for line in lines),
    )
    for order in _orders(users, lines):
        insert(connection, order)


def _orders(users: list[User], catalogue: list[Line]) -> Iterator[Order]:
    choice = random.Random("orders")  # noqa: S311 - sample data, no secret
    addresses = {user.id: address_of(user.id, user.name) for user in users}
    weights = [FREQUENT_BUYERS.get(user.login, 1.0) for user in users]
    for number, buyer in enumerate(choice.choices(users, weights, k=ORDERS), start=1):
        yield Order(
            number, buyer.id, addresses[buyer.id], _lines(choice, catalogue), _history(choice, number)
        )


def _lines(choice: random.Random, catalogue: list[Line]) -> list[Line]:
    quantities = choice.choices((1, 2, 3, 6), (70, 18, 8, 4), k=choice.randint(1, 5))
    return [
        Line(line.product_id, line.name, line.thumbnail_url, line.price, quantity)
        for line, quantity in zip(choice.sample(catalogue, len(quantities)), quantities, strict=True)
    ]


def _history(choice: random.Random, number: int) -> list[tuple[str, str]]:
    """Every status the order went through and when; only the newest orders are still open."""
    newest = number > ORDERS * (1 - OPEN_SHARE)
    course = choice.choices(COURSES, OPEN_WEIGHTS if newest else CLOSED_WEIGHTS)[0]
    at = FIRST_PLACED_AT + number * SECONDS_BETWEEN_ORDERS + choice.randrange(SECONDS_BETWEEN_ORDERS)
    history = []
    for status in course:
        history.append((status, rfc3339(at)))
        at += choice.randint(600, 90_000)
    return history

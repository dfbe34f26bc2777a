"""Placing an order once per Idempotency-Key, however often and however concurrently it is sent."""

import hashlib
from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from local.services.catalogue import money
from local.services.directory import address_of
from local.services.errors import Refusal
from local.services.orders.document import Line, Order
from local.services.orders.store import insert
from local.services.parameters import Input
from local.services.times import rfc3339
from local.sqlite import Connection

KEY_LIFETIME_SECONDS = 24 * 60 * 60
LARGEST_TOTAL = 100_000_00


class WantedLine(Input):
    product_id: Annotated[str, Field(min_length=1, max_length=64)]
    quantity: Annotated[int, Field(strict=True, ge=1, le=99)]


class WantedOrder(Input):
    """The body of POST /orders."""

    lines: Annotated[list[WantedLine], Field(min_length=1, max_length=50)]


class Placement:
    """Turns wanted orders into stored ones; `names` are those of known users, by id."""

    def __init__(self, connection: Connection, names: dict[str, str], clock: Callable[[], float]) -> None:
        self._connection = connection
        self._names = names
        self._clock = clock

    def place(self, user_id: str, key: str, wanted: WantedOrder) -> tuple[str, str]:
        """The order's id and document: a new one, or the one this key has placed within 24 hours."""
        digest = hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            return self._replay(user_id, key, digest) or self._placed(user_id, key, digest, wanted)

    def _replay(self, user_id: str, key: str, digest: str) -> tuple[str, str] | None:
        row = self._connection.execute(
            "SELECT digest, orders.id, document FROM idempotency_keys JOIN orders ON orders.id = order_id"
            " WHERE idempotency_keys.user_id = ? AND key = ? AND used_at > ?",
            (user_id, key, self._clock() - KEY_LIFETIME_SECONDS),
        ).fetchone()
        if row is None:
            return None
        used_for, order_id, document = row
        if used_for != digest:
            raise Refusal(422, "idempotency_key_reused", "this Idempotency-Key has placed another order")
        return order_id, document

    def _placed(self, user_id: str, key: str, digest: str, wanted: WantedOrder) -> tuple[str, str]:
        now = self._clock()
        (number,) = self._connection.execute("SELECT coalesce(max(number), 0) + 1 FROM orders").fetchone()
        address = address_of(user_id, self._names.get(user_id, "Customer"))
        lines = [self._line(line) for line in wanted.lines]
        order = Order(number, user_id, address, lines, [("placed", rfc3339(now))])
        if order.total > LARGEST_TOTAL:
            raise Refusal(422, "order_rejected", f"an order may not exceed EUR {money(LARGEST_TOTAL)}")
        document = insert(self._connection, order)
        self._connection.execute(
            "INSERT OR REPLACE INTO idempotency_keys VALUES (?, ?, ?, ?, ?)",
            (user_id, key, digest, order.id, now),
        )
        return order.id, document

    def _line(self, wanted: WantedLine) -> Line:
        row = self._connection.execute(
            "SELECT name, thumbnail_url, price FROM products WHERE id = ?", (wanted.product_id,)
        ).fetchone()
        if row is None:
            raise Refusal(422, "unknown_product", f"there is no product {wanted.product_id}")
        name, thumbnail_url, price = row
        return Line(wanted.product_id, name, thumbnail_url, price, wanted.quantity)

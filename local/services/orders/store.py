"""The orders as rows: the document as it is answered, beside the columns it is found by."""

from local.services.documents import to_json
from local.services.orders.document import Order
from local.sqlite import Connection


def insert(connection: Connection, order: Order) -> str:
    """Stores an order and tells its document."""
    document = to_json(order.document())
    connection.execute(
        "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)",
        (order.number, order.id, order.user_id, order.status, order.placed_at, order.updated_at, document),
    )
    return document


class OrderStore:
    """Reads order documents as JSON text."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, user_id: str | None, status: str | None, page: int, size: int) -> tuple[list[str], int]:
        """One page of the orders, newest first, and how many there are; None means anybody's, any status."""
        wanted = {"user_id": user_id, "status": status}
        conditions = [f"{column} = :{column}" for column, value in wanted.items() if value is not None]
        found = f"FROM orders WHERE {' AND '.join(conditions) or 'true'}"
        # Written for the filters in use: a condition that is switched off by a value would use no index.
        rows = self._connection.execute(
            f"SELECT document {found} ORDER BY placed_at DESC, id DESC LIMIT :size OFFSET :offset",
            {**wanted, "size": size, "offset": (page - 1) * size},
        )
        documents = [document for (document,) in rows]
        (total,) = self._connection.execute(f"SELECT count(*) {found}", wanted).fetchone()
        return documents, total

    def changed(self, after: tuple[str, str], size: int) -> list[tuple[str, str, str]]:
        """The first orders after a position (updatedAt, id), as (updatedAt, id, document)."""
        return self._connection.execute(
            "SELECT updated_at, id, document FROM orders WHERE (updated_at, id) > (?, ?)"
            " ORDER BY updated_at, id LIMIT ?",
            (*after, size),
        ).fetchall()

    def one(self, order_id: str, user_id: str | None) -> str | None:
        """An order of this user, or of anybody when the user is None."""
        row = self._connection.execute(
            "SELECT document FROM orders WHERE id = ? AND user_id = coalesce(?, user_id)", (order_id, user_id)
        ).fetchone()
        return row[0] if row else None

"""An order as a line of a file: CSV that a spreadsheet opens without running anything, or NDJSON.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break is a formula to some spreadsheet; such a
cell gets an apostrophe in front (OWASP, CSV injection). Numbers are numbers and stay as they are.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

import msgspec

from desktop_bff.exports.plan import Format
from desktop_bff.order import Address
from shared.documents import Document

COLUMNS = (
    "id",
    "userId",
    "status",
    "placedAt",
    "updatedAt",
    "total",
    "currency",
    "lines",
    "quantity",
    "products",
    "recipient",
    "street",
    "postalCode",
    "city",
    "country",
)
MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


class Line(Document):
    product_id: str
    name: str
    quantity: int
    unit_price: str


class Order(Document):
    """An order as far as an export tells of it."""

    id: str
    user_id: str
    status: str
    placed_at: str
    updated_at: str
    total: str
    currency: str
    lines: tuple[Line, ...]
    shipping_address: Address

    @property
    def position(self) -> tuple[str, str]:
        """What lists are ordered by."""
        return self.placed_at, self.id


def header(file_format: Format) -> bytes:
    return _csv([COLUMNS]) if file_format == "csv" else b""


def lines(orders: Iterable[Order], file_format: Format) -> bytes:
    """One line an order, UTF-8."""
    if file_format == "csv":
        return _csv([_cells(order) for order in orders])
    return b"".join(msgspec.json.encode(order) + b"\n" for order in orders)


def _cells(order: Order) -> Sequence[str]:
    address = order.shipping_address
    return (
        order.id,
        order.user_id,
        order.status,
        order.placed_at,
        order.updated_at,
        order.total,
        order.currency,
        str(len(order.lines)),
        str(sum(line.quantity for line in order.lines)),
        "; ".join(f"{line.quantity} x {line.name}" for line in order.lines),
        address.recipient,
        address.street,
        address.postal_code,
        address.city,
        address.country,
    )


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell

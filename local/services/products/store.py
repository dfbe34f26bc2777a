"""The products as rows: the document as it is answered, and the name it is searched by."""

from pathlib import Path
from typing import Any

from local.services.catalogue import Product, money, products
from local.services.database import open_database
from local.services.documents import to_json
from local.sqlite import Connection

SCHEMA = """
CREATE TABLE products (id TEXT PRIMARY KEY, searched TEXT NOT NULL, document TEXT NOT NULL);
"""


class ProductStore:
    """Reads product documents as JSON text."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, text: str, page: int, size: int) -> tuple[list[str], int]:
        """One page of the products whose name holds a text in any letter case, and how many there are."""
        wanted = {"text": text.casefold(), "size": size, "offset": (page - 1) * size}
        rows = self._connection.execute(
            "SELECT document FROM products WHERE instr(searched, :text)"
            " ORDER BY id LIMIT :size OFFSET :offset",
            wanted,
        )
        documents = [document for (document,) in rows]
        (total,) = self._connection.execute(
            "SELECT count(*) FROM products WHERE instr(searched, :text)", wanted
        ).fetchone()
        return documents, total

    def several(self, ids: list[str]) -> list[str]:
        """The products among these ids, in the order of their id."""
        rows = self._connection.execute(
            "SELECT document FROM products WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            [to_json(ids)],
        )
        return [document for (document,) in rows]

    def one(self, product_id: str) -> str | None:
        row = self._connection.execute("SELECT document FROM products WHERE id = ?", [product_id]).fetchone()
        return row[0] if row else None


def open_products(path: Path) -> ProductStore:
    """The store in a file, seeded with the catalogue when there is none."""
    return ProductStore(open_database(path, SCHEMA, _seed))


def _seed(connection: Connection) -> None:
    connection.executemany(
        "INSERT INTO products VALUES (?, ?, ?)",
        ((product.id, product.name.casefold(), to_json(_document(product))) for product in products()),
    )


def _document(product: Product) -> dict[str, Any]:
    return {
        "id": product.id,
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "price": money(product.price),
        "currency": "EUR",
        "imageUrl": product.image_url,
        "thumbnailUrl": product.thumbnail_url,
        "categories": [product.category],
        "attributes": {
            "colour": product.colour,
            "material": product.material,
            "weightGrams": product.weight,
        },
        "rating": {"average": product.rating, "count": product.reviews},
        "stock": product.stock,
        "updatedAt": "2025-06-30T06:00:00Z",
    }

"""The bodies of the sample services' answers, by path and query: the same bytes for every server."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from local.services.database import open_database
from local.services.directory import read_users
from local.services.documents import answer_items
from local.services.orders.seed import SCHEMA, seed
from local.services.orders.store import OrderStore
from local.services.products.store import open_products
from local.services.users.store import open_users
from starlette.responses import Response

Query = Mapping[str, str]
Body = Callable[[str], bytes]


def open_documents(folder: Path, directory: Path) -> dict[str, Body]:
    """By service, what answers a target; the databases are seeded in the folder."""
    users = read_users(directory)
    orders = OrderStore(
        open_database(folder / "orders.db", SCHEMA, lambda connection: seed(connection, users))
    )
    products = open_products(folder / "products.db")
    people = open_users(folder / "users.db", users)

    def order_page(query: Query) -> Response:
        page, size = int(query.get("page", "1")), int(query.get("size", "20"))
        found, total = orders.page(query.get("userId"), query.get("status"), page, size)
        return answer_items(found, page=page, size=size, total=total)

    def product_batch(query: Query) -> Response:
        return answer_items(products.several(query["ids"].split(",")))

    def user_batch(query: Query) -> Response:
        return answer_items(people.cards(query["ids"].split(",")))

    return {
        "orders": _remembered(order_page),
        "products": _remembered(product_batch),
        "users": _remembered(user_batch),
    }


def _remembered(answer_to: Callable[[Query], Response]) -> Body:
    @cache
    def body(target: str) -> bytes:
        return bytes(answer_to(dict(parse_qsl(urlsplit(target).query))).body)

    return body

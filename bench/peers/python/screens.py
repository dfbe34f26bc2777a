"""The two screens as response models, and how they are made from what the services answer."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from settings import PUBLIC_URL

MOBILE_PAGE = 10
DESKTOP_PAGE = 20


class Screen(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class MobileOrder(Screen):
    id: str
    status: str
    placed_at: str
    total: str
    currency: str
    item_count: int
    thumbnail_url: str | None = None


class MobileOrders(Screen):
    items: list[MobileOrder]
    page: int
    next_link: str | None = None


class Product(Screen):
    id: str
    name: str
    price: str
    currency: str
    image_url: str


class Buyer(Screen):
    id: str
    name: str
    email: str


class Line(Screen):
    product: Product | None
    quantity: int
    unit_price: str


class Address(Screen):
    recipient: str
    street: str
    postal_code: str
    city: str
    country: str


class Event(Screen):
    status: str
    at: str
    note: str


class Order(Screen):
    id: str
    status: str
    placed_at: str
    total: str
    currency: str
    buyer: Buyer | None
    lines: list[Line]
    shipping_address: Address
    history: list[Event]


class Missing(Screen):
    part: str
    reason: str


class DesktopOrders(Screen):
    items: list[Order]
    page: int
    pages: int
    total_count: int
    next_link: str | None = None
    complete: bool
    missing: list[Missing] | None = None


Documents = dict[str, dict[str, Any]]


def mobile_orders(found: dict[str, Any], page: int) -> MobileOrders:
    return MobileOrders(
        items=[
            MobileOrder(
                id=order["id"],
                status=order["status"],
                placed_at=order["placedAt"],
                total=order["total"],
                currency=order["currency"],
                item_count=sum(line["quantity"] for line in order["lines"]),
                thumbnail_url=order["lines"][0]["thumbnailUrl"] if order["lines"] else None,
            )
            for order in found["items"]
        ],
        page=page,
        next_link=(
            f"{PUBLIC_URL}/mobile/orders?page={page + 1}" if page * MOBILE_PAGE < found["total"] else None
        ),
    )


def desktop_order(order: dict[str, Any], products: Documents, users: Documents) -> Order:
    return Order(
        id=order["id"],
        status=order["status"],
        placed_at=order["placedAt"],
        total=order["total"],
        currency=order["currency"],
        buyer=users.get(order["userId"]),
        lines=[
            Line(
                product=products.get(line["productId"]),
                quantity=line["quantity"],
                unit_price=line["unitPrice"],
            )
            for line in order["lines"]
        ],
        shipping_address=order["shippingAddress"],
        history=order["history"],
    )


def desktop_next_link(page: int, pages: int, total: int) -> str | None:
    following = page + pages
    if (following - 1) * DESKTOP_PAGE >= total:
        return None
    return f"{PUBLIC_URL}/desktop/orders?page={following}&pages={pages}"

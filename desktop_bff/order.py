"""An order as the browser shows it: with its buyer and products, joined from three services."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from shared.composition import Missing, fan_out, optional
from shared.operation import Call
from shared.responses import ComposedScreen, MayBeAbsent, Screen
from shared.upstreams.upstream import Document

SHARE_OF_TIME = 0.8


class Line(Document):
    product_id: str
    quantity: int
    unit_price: str


class Address(Document):
    recipient: str
    street: str
    postal_code: str
    city: str
    country: str


class Event(Document):
    status: str
    at: str
    note: str | None = None


class Order(Document):
    """The orders service's order, as far as the browser shows it."""

    id: str
    user_id: str
    status: str
    placed_at: str
    total: str
    currency: str
    lines: tuple[Line, ...]
    shipping_address: Address
    history: tuple[Event, ...]


class Product(Document):
    id: str
    name: str
    price: str
    currency: str
    image_url: str


class Products(Document):
    items: tuple[Product, ...]


class User(Document):
    id: str
    name: str
    email: str


class Users(Document):
    items: tuple[User, ...]


class ProductScreen(Screen):
    id: str
    name: str
    price: str
    currency: str
    image_url: str


class BuyerScreen(Screen):
    id: str
    name: str
    email: str


class LineScreen(Screen):
    product: ProductScreen | None
    quantity: int
    unit_price: str


class AddressScreen(Screen):
    recipient: str
    street: str
    postal_code: str
    city: str
    country: str


class EventScreen(Screen):
    status: str
    at: str
    note: MayBeAbsent[str] = None


class OrderScreen(Screen):
    id: str
    status: str
    placed_at: str
    total: str
    currency: str
    buyer: BuyerScreen | None
    lines: tuple[LineScreen, ...]
    shipping_address: AddressScreen
    history: tuple[EventScreen, ...]


class MissingPart(Screen):
    part: str
    reason: Annotated[str, Field(pattern="^(timeout|unavailable|bad_response)$")]


class JoinedScreen(ComposedScreen):
    """A screen that may lack products or buyers, and names what it lacks."""

    missing: MayBeAbsent[tuple[MissingPart, ...]] = None


@dataclass(frozen=True)
class References:
    """The products and users that some orders name, by id, and the parts that did not come."""

    products: Mapping[str, Product]
    users: Mapping[str, User]
    missing: tuple[Missing, ...]

    def screen(self, order: Order) -> OrderScreen:
        buyer = self.users.get(order.user_id)
        return OrderScreen(
            **order.model_dump(include={"id", "status", "placed_at", "total", "currency"}),
            buyer=BuyerScreen(**buyer.model_dump()) if buyer else None,
            lines=tuple(map(self._line, order.lines)),
            shipping_address=AddressScreen(**order.shipping_address.model_dump()),
            history=tuple(EventScreen(**event.model_dump()) for event in order.history),
        )

    def _line(self, line: Line) -> LineScreen:
        product = self.products.get(line.product_id)
        return LineScreen(
            product=ProductScreen(**product.model_dump()) if product else None,
            quantity=line.quantity,
            unit_price=line.unit_price,
        )


def missing_parts(missing: Iterable[Missing]) -> tuple[MissingPart, ...] | None:
    """What an answer says of the parts that did not come; nothing when all did."""
    return tuple(MissingPart(part=part.part, reason=part.reason) for part in missing) or None


async def references(call: Call, orders: Iterable[Order]) -> References:
    """What the orders name, each id asked for once; the services that hold it may fail."""
    orders = tuple(orders)
    product_ids = {line.product_id for order in orders for line in order.lines}
    user_ids = {order.user_id for order in orders}
    within = call.remaining() * SHARE_OF_TIME
    products, users = await fan_out(
        optional("products", call.upstreams.products.several(Products, call.caller, product_ids), within),
        optional("users", call.upstreams.users.several(Users, call.caller, user_ids), within),
    )
    missing = tuple(part for part in (products, users) if isinstance(part, Missing))
    return References(
        products={}
        if isinstance(products, Missing)
        else {item.id: item for batch in products for item in batch.items},
        users={}
        if isinstance(users, Missing)
        else {item.id: item for batch in users for item in batch.items},
        missing=missing,
    )

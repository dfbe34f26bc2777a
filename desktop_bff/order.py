"""An order as the browser shows it: with its buyer and products, joined from three services."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from shared.composition import Missing, Reference, Stale, fallback, fan_out
from shared.documents import Document
from shared.operation import Call
from shared.responses import ComposedScreen, MayBeAbsent, Screen


class Line(Document):
    product_id: str
    quantity: int
    unit_price: str


class Address(Document):
    """Shown as the orders service has it."""

    recipient: str
    street: str
    postal_code: str
    city: str
    country: str


class Event(Document):
    """Shown as the orders service has it."""

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
    """Shown as the products service has it."""

    id: str
    name: str
    price: str
    currency: str
    image_url: str


class Buyer(Document):
    """Shown as the users service has it."""

    id: str
    name: str
    email: str


class LineRow(Document):
    product: Product | None
    quantity: int
    unit_price: str


class OrderRow(Document):
    id: str
    status: str
    placed_at: str
    total: str
    currency: str
    buyer: Buyer | None
    lines: tuple[LineRow, ...]
    shipping_address: Address
    history: tuple[Event, ...]


class MissingPart(Screen):
    part: str
    reason: Annotated[str, Field(pattern="^(timeout|unavailable|bad_response)$")]

    @classmethod
    def of(cls, missing: Missing) -> "MissingPart":
        return cls(part=missing.part, reason=missing.reason)


class StalePart(Screen):
    part: str
    age_seconds: int

    @classmethod
    def of(cls, stale: Stale) -> "StalePart":
        return cls(part=stale.part, age_seconds=stale.age_seconds)


class JoinedScreen(ComposedScreen):
    """A screen that may lack products or buyers, or show last-good ones, and says which."""

    missing: MayBeAbsent[tuple[MissingPart, ...]] = None
    stale: MayBeAbsent[tuple[StalePart, ...]] = None


class JoinedOrder(JoinedScreen):
    """One order with everything joined."""

    id: str
    status: str
    placed_at: str
    total: str
    currency: str
    buyer: Buyer | None
    lines: tuple[LineRow, ...]
    shipping_address: Address
    history: tuple[Event, ...]


@dataclass(frozen=True)
class References:
    """The products and buyers that some orders name."""

    products: Reference[Product]
    buyers: Reference[Buyer]

    def row(self, order: Order) -> OrderRow:
        products, buyers = self.products.found.documents, self.buyers.found.documents
        return OrderRow(
            id=order.id,
            status=order.status,
            placed_at=order.placed_at,
            total=order.total,
            currency=order.currency,
            buyer=buyers.get(order.user_id),
            lines=tuple(
                [
                    LineRow(products.get(line.product_id), line.quantity, line.unit_price)
                    for line in order.lines
                ]
            ),
            shipping_address=order.shipping_address,
            history=order.history,
        )


def trouble(known: References) -> dict[str, Any]:
    """What an answer says of parts that did not come: `complete`, `missing` and `stale`."""
    troubles = [item.trouble for item in (known.products, known.buyers) if item.trouble]
    missing = tuple(MissingPart.of(item) for item in troubles if isinstance(item, Missing))
    stale = tuple(StalePart.of(item) for item in troubles if isinstance(item, Stale))
    return {"complete": not missing, "missing": missing or None, "stale": stale or None}


async def references(call: Call, orders: Iterable[Order]) -> References:
    """What the orders name, each id asked for once; the services that hold it may fail."""
    orders = tuple(orders)
    buyers, products = await fan_out(_buyers(call, orders), _products(call, orders))
    return References(products, buyers)


async def _buyers(call: Call, orders: Iterable[Order]) -> Reference[Buyer]:
    users, ids = call.upstreams.users, {order.user_id for order in orders}
    return await fallback(
        "users",
        ids,
        users.several(Buyer, call.caller, ids),
        lambda: users.last_good(Buyer, call.caller, ids),
    )


async def _products(call: Call, orders: Iterable[Order]) -> Reference[Product]:
    products, ids = call.upstreams.products, {line.product_id for order in orders for line in order.lines}
    return await fallback(
        "products",
        ids,
        products.several(Product, call.caller, ids),
        lambda: products.last_good(Product, ids),
    )

"""An order as the browser shows it: with its buyer and products, joined from three services."""

from typing import Annotated

from pydantic import Field

from shared.composition import Missing, Stale
from shared.documents import Document
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

"""What orders refer to, their products and buyers, got for all of them together and joined to each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from desktop_bff.order import Buyer, LineRow, MissingPart, Order, OrderRow, Product, StalePart
from shared.composition import Missing, Reference, Stale, fallback, fan_out
from shared.operation import Call


@dataclass(frozen=True)
class References:
    """The products and buyers that some orders name."""

    products: Reference[Product]
    buyers: Reference[Buyer]

    def row(self, order: Order) -> OrderRow:
        products, buyers = self.products.found.documents, self.buyers.found.documents
        lines = [
            LineRow(products.get(line.product_id), line.quantity, line.unit_price) for line in order.lines
        ]
        return OrderRow(
            id=order.id,
            status=order.status,
            placed_at=order.placed_at,
            total=order.total,
            currency=order.currency,
            buyer=buyers.get(order.user_id),
            lines=tuple(lines),
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

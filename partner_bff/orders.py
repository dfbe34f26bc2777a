"""GET /partner/v1/orders, GET /partner/v1/orders/{id}: everybody's orders, as a feed of what has changed.

The feed is in the order of (`updatedAt`, `id`), and a page begins behind the last order of the one before it.
New orders, and those that change during a walk, are put at its end: no order is passed over.
"""

from msgspec import structs

from partner_bff.cursors import Cursors
from partner_bff.paging import UPSTREAM_PAGE_SIZE, PageQuery
from partner_bff.times import Time
from shared.documents import Document
from shared.inputs import IdPath
from shared.operation import Call
from shared.problems import UpstreamBadResponse
from shared.responses import MayBeAbsent, Screen
from shared.upstreams.orders import Position

BEGINNING = "1970-01-01T00:00:00Z"


class OrdersQuery(PageQuery):
    updated_since: Time | None = None


class Line(Document):
    """Shown as the orders service has it."""

    product_id: str
    name: str
    quantity: int
    unit_price: str


class Order(Document):
    """Shown as the orders service has it, without what concerns the shop or the buyer alone."""

    id: str
    status: str
    placed_at: str
    updated_at: str
    total: str
    currency: str
    lines: tuple[Line, ...]


class Changes(Document):
    """A piece of the orders service's feed; `next` is the position of its last order when more follow."""

    items: tuple[Order, ...]
    next: Position | None = None


class OrderResource(Screen):
    """One order, with the members it has in the list."""

    id: str
    status: str
    placed_at: str
    updated_at: str
    total: str
    currency: str
    lines: tuple[Line, ...]


class OrderList(Screen):
    value: tuple[Order, ...]
    next_link: MayBeAbsent[str] = None


class OrderEndpoints:
    """The resource `orders`."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    async def list_orders(self, call: Call, query: OrdersQuery) -> OrderList:
        """Orders changed at or after `updatedSince`, the oldest change first."""
        since = query.updated_since or BEGINNING
        walk = ("orders", *call.caller.key, since)
        after = self._cursors.position(walk, query.cursor) if query.cursor else None
        changes = await _changed(call, since, after, query.size)
        link = None
        if changes.next:
            link = query.next_link(call, "v1/orders", self._cursors.issue(walk, changes.next))
        return OrderList(value=changes.items, next_link=link)

    async def get_order(self, call: Call, path: IdPath) -> OrderResource:
        """One order."""
        order = await call.upstreams.orders.one(Order, call.caller, path.id)
        return OrderResource(**structs.asdict(order))


async def _changed(call: Call, since: str, after: str | None, size: int) -> Changes:
    """As many as a page holds; what is more than the service gives at once is asked for piece by piece."""
    piece = min(size, UPSTREAM_PAGE_SIZE)
    changes = await call.upstreams.orders.changed(Changes, call.caller, since, after, piece)
    if changes.next and changes.next == after:
        raise UpstreamBadResponse("The feed of the orders service does not move on.")
    if size == piece or not changes.next:
        return changes
    rest = await _changed(call, since, changes.next, size - piece)
    return Changes(items=changes.items + rest.items, next=rest.next)

"""GET and POST /desktop/orders, GET /desktop/orders/{id}: several pages at once, everything joined."""

from typing import Literal

from msgspec import structs

from desktop_bff.order import JoinedOrder, JoinedScreen, Order, OrderRow
from desktop_bff.paging import PAGE_SIZE, PagesQuery
from desktop_bff.read_all import ROLE, require_read_all
from desktop_bff.references import References, references, trouble
from shared.composition import all_of
from shared.documents import Document
from shared.inputs import IdPath
from shared.operation import Call
from shared.problems import NotFound
from shared.responses import Answer, MayBeAbsent
from shared.upstreams.orders import NewOrder


class OrdersQuery(PagesQuery):
    all: Literal["true", "false"] = "false"

    @property
    def everybodys(self) -> bool:
        return self.all == "true"


class OrderPage(Document):
    items: tuple[Order, ...]
    total: int


class OrdersScreen(JoinedScreen):
    items: tuple[OrderRow, ...]
    page: int
    pages: int
    total_count: int
    next_link: MayBeAbsent[str] = None


async def list_orders(call: Call, query: OrdersQuery) -> OrdersScreen:
    """Orders over several pages, newest first; everybody's for callers with the role Orders.Read.All."""
    if query.everybodys:
        require_read_all(call.caller)
    pages = await all_of(
        call.upstreams.orders.page(OrderPage, call.caller, page, PAGE_SIZE, everybodys=query.everybodys)
        for page in query.numbers
    )
    orders = tuple(order for page in pages for order in page.items)
    return compose(call, query, orders, pages[0].total, await references(call, orders))


def compose(
    call: Call, query: OrdersQuery, orders: tuple[Order, ...], total: int, known: References
) -> OrdersScreen:
    return OrdersScreen(
        items=tuple(map(known.row, orders)),
        page=query.page,
        pages=query.pages,
        total_count=total,
        next_link=query.next_link(call, "orders", total),
        **trouble(known),
    )


async def get_order(call: Call, path: IdPath) -> JoinedOrder:
    """One order: the caller's own, or anybody's with the role Orders.Read.All."""
    order = await call.upstreams.orders.one(Order, call.caller, path.id)
    if order.user_id != call.caller.object_id and ROLE not in call.caller.roles:
        raise NotFound
    return await _joined(call, order)


async def place_order(call: Call, body: NewOrder, key: str) -> Answer[JoinedOrder]:
    """Places an order, once per Idempotency-Key."""
    order = await call.upstreams.orders.place(Order, call.caller, body, key)
    return Answer(await _joined(call, order), {"Location": call.link(f"orders/{order.id}")})


async def _joined(call: Call, order: Order) -> JoinedOrder:
    known = await references(call, [order])
    return JoinedOrder(**structs.asdict(known.row(order)), **trouble(known))

"""GET and POST /desktop/orders, GET /desktop/orders/{id}: several pages at once, everything joined."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from msgspec import structs
from pydantic import Field

from desktop_bff.order import JoinedOrder, JoinedScreen, Order, OrderRow, References, references, trouble
from shared.composition import all_of
from shared.documents import Document
from shared.inputs import Digits, IdPath, Input, PageNumber
from shared.operation import Call
from shared.paging import following
from shared.problems import InsufficientScope, NotFound
from shared.responses import Answer, MayBeAbsent
from shared.upstreams.orders import NewOrder

PAGE_SIZE = 20
MAX_PAGES = 10
READ_ALL = "Orders.Read.All"


class OrdersQuery(Input):
    page: PageNumber = 1
    pages: Annotated[int, Field(ge=1, le=MAX_PAGES), Digits] = 3
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
    if query.everybodys and READ_ALL not in call.caller.roles:
        raise InsufficientScope(f"Everybody's orders need the application role {READ_ALL}.")
    pages = await all_of(
        call.upstreams.orders.page(OrderPage, call.caller, page, PAGE_SIZE, everybodys=query.everybodys)
        for page in range(query.page, query.page + query.pages)
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
        next_link=_next_link(call, query, total),
        **trouble(known),
    )


def _next_link(call: Call, query: OrdersQuery, total: int) -> str | None:
    page = following(query.page, PAGE_SIZE, total, query.pages)
    everybodys = {"all": "true"} if query.everybodys else {}
    parameters = {"page": page, "pages": query.pages} | everybodys
    return call.link(f"orders?{urlencode(parameters)}") if page else None


async def get_order(call: Call, path: IdPath) -> JoinedOrder:
    """One order: the caller's own, or anybody's with the role Orders.Read.All."""
    order = await call.upstreams.orders.one(Order, call.caller, path.id)
    if order.user_id != call.caller.object_id and READ_ALL not in call.caller.roles:
        raise NotFound("There is no such resource.")
    return await _joined(call, order)


async def place_order(call: Call, body: NewOrder, key: str) -> Answer[JoinedOrder]:
    """Places an order, once per Idempotency-Key."""
    order = await call.upstreams.orders.place(Order, call.caller, body, key)
    return Answer(await _joined(call, order), {"Location": call.link(f"orders/{order.id}")})


async def _joined(call: Call, order: Order) -> JoinedOrder:
    known = await references(call, [order])
    return JoinedOrder(**structs.asdict(known.row(order)), **trouble(known))

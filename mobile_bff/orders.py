"""GET and POST /mobile/orders, GET /mobile/orders/{id}: orders as light as a phone needs them."""

from shared.documents import Document
from shared.inputs import IdPath, Input, PageNumber
from shared.operation import Call
from shared.paging import following
from shared.problems import NotFound
from shared.responses import Answer, MayBeAbsent, Screen
from shared.upstreams.orders import NewOrder

PAGE_SIZE = 10


class OrdersQuery(Input):
    page: PageNumber = 1


class OrderLine(Document):
    """Shown as the orders service has it."""

    name: str
    quantity: int
    unit_price: str
    thumbnail_url: str | None = None


class Order(Document):
    """The orders service's order, as far as a phone shows it."""

    id: str
    user_id: str
    status: str
    placed_at: str
    total: str
    currency: str
    lines: tuple[OrderLine, ...]


class OrderPage(Document):
    items: tuple[Order, ...]
    total: int


class OrderItem(Document):
    """One row of the list."""

    id: str
    status: str
    placed_at: str
    total: str
    currency: str
    item_count: int
    thumbnail_url: str | None = None

    @classmethod
    def of(cls, order: Order) -> "OrderItem":
        return cls(
            id=order.id,
            status=order.status,
            placed_at=order.placed_at,
            total=order.total,
            currency=order.currency,
            item_count=sum(line.quantity for line in order.lines),
            thumbnail_url=order.lines[0].thumbnail_url if order.lines else None,
        )


class OrdersScreen(Screen):
    items: tuple[OrderItem, ...]
    page: int
    next_link: MayBeAbsent[str] = None


class OrderScreen(Screen):
    id: str
    status: str
    placed_at: str
    total: str
    currency: str
    lines: tuple[OrderLine, ...]


class PlacedOrder(Screen):
    id: str
    status: str
    total: str
    currency: str


async def list_orders(call: Call, query: OrdersQuery) -> OrdersScreen:
    """The caller's orders, newest first, ten a page."""
    page = await call.upstreams.orders.page(OrderPage, call.caller, query.page, PAGE_SIZE)
    following_page = following(query.page, PAGE_SIZE, page.total)
    return OrdersScreen(
        items=tuple(map(OrderItem.of, page.items)),
        page=query.page,
        next_link=call.link(f"orders?page={following_page}") if following_page else None,
    )


async def place_order(call: Call, body: NewOrder, key: str) -> Answer[PlacedOrder]:
    """Places an order, once per Idempotency-Key."""
    order = await call.upstreams.orders.place(Order, call.caller, body, key)
    placed = PlacedOrder(id=order.id, status=order.status, total=order.total, currency=order.currency)
    return Answer(placed, {"Location": call.link(f"orders/{order.id}")})


async def get_order(call: Call, path: IdPath) -> OrderScreen:
    """One of the caller's orders."""
    order = await call.upstreams.orders.one(Order, call.caller, path.id)
    if order.user_id != call.caller.object_id:
        raise NotFound
    return compose(order)


def compose(order: Order) -> OrderScreen:
    return OrderScreen(
        id=order.id,
        status=order.status,
        placed_at=order.placed_at,
        total=order.total,
        currency=order.currency,
        lines=order.lines,
    )

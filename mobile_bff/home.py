"""GET /mobile/home: a greeting, the newest orders and a few products, in one round trip."""

from mobile_bff.orders import OrderItem, OrderPage
from mobile_bff.products import ProductCard, ProductPage
from shared.composition import Missing, fan_out, optional
from shared.operation import Call
from shared.responses import ComposedScreen, MayBeAbsent

RECENT_ORDERS = 3
FEATURED_PRODUCTS = 6
FEATURED_SHARE_OF_TIME = 0.6


class HomeScreen(ComposedScreen):
    greeting: str
    recent_orders: tuple[OrderItem, ...]
    featured: MayBeAbsent[tuple[ProductCard, ...]] = None


async def get_home(call: Call) -> HomeScreen:
    """What the app opens with; without `featured` and `complete: false` when the catalogue fails."""
    orders, featured = await fan_out(
        call.upstreams.orders.page(OrderPage, call.caller, 1, RECENT_ORDERS),
        optional(
            "featured",
            call.upstreams.products.page(ProductPage, call.caller, 1, FEATURED_PRODUCTS),
            FEATURED_SHARE_OF_TIME,
        ),
    )
    return compose(call.caller.name, orders, featured)


def compose(name: str, orders: OrderPage, featured: ProductPage | Missing) -> HomeScreen:
    cards = None if isinstance(featured, Missing) else tuple(map(ProductCard.of, featured.items))
    return HomeScreen(
        greeting=f"Hello, {name.partition(' ')[0]}" if name else "Hello",
        recent_orders=tuple(map(OrderItem.of, orders.items)),
        featured=cards,
        complete=cards is not None,
    )

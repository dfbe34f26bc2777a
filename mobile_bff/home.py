"""GET /mobile/home: a greeting, the newest orders and a few products, in one round trip."""

from collections.abc import Callable

from msgspec import convert

from mobile_bff.orders import OrderItem, OrderPage
from mobile_bff.products import ProductCard
from shared.composition import Missing, fan_out, optional
from shared.documents import Document
from shared.experiments import Experiment
from shared.operation import Call
from shared.responses import ComposedScreen, MayBeAbsent

RECENT_ORDERS = 3
FEATURED_PRODUCTS = 6
FEATURED_SHARE_OF_TIME = 0.6


class Rating(Document):
    """What its customers say of a product."""

    average: float
    count: int


class FeaturedProduct(ProductCard):
    """With its rating, which decides where it is shown; a product that nobody has rated comes without."""

    rating: Rating = Rating(average=0.0, count=0)


class FeaturedPage(Document):
    items: tuple[FeaturedProduct, ...]


RANKING = Experiment[Callable[[FeaturedProduct], float]](
    "mobile-featured-ranking",
    {
        "catalogue": lambda _: 0,
        "rating": lambda product: -product.rating.average,
        "reviews": lambda product: -product.rating.count,
    },
)


class HomeScreen(ComposedScreen):
    greeting: str
    recent_orders: tuple[OrderItem, ...]
    featured: MayBeAbsent[tuple[ProductCard, ...]] = None


async def get_home(call: Call) -> HomeScreen:
    """What the app opens with; without `featured` and `complete: false` when the catalogue fails."""
    orders, featured = await fan_out(
        call.upstreams.orders.page(OrderPage, call.caller, 1, RECENT_ORDERS),
        optional("featured", _featured(call), FEATURED_SHARE_OF_TIME),
    )
    return compose(call.caller.name, orders, featured)


async def _featured(call: Call) -> tuple[ProductCard, ...]:
    """The catalogue's first products; the caller's variant says which of them come first."""
    page = await call.upstreams.products.page(FeaturedPage, call.caller, 1, FEATURED_PRODUCTS)
    ranked = sorted(page.items, key=call.variants.of(RANKING))
    return convert(ranked, tuple[ProductCard, ...], from_attributes=True)


def compose(name: str, orders: OrderPage, featured: tuple[ProductCard, ...] | Missing) -> HomeScreen:
    return HomeScreen(
        greeting=f"Hello, {name.partition(' ')[0]}" if name else "Hello",
        recent_orders=tuple(map(OrderItem.of, orders.items)),
        featured=None if isinstance(featured, Missing) else featured,
        complete=not isinstance(featured, Missing),
    )

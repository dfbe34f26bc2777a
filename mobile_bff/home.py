"""GET /mobile/home: a greeting, the newest orders and a few products, in one round trip."""

from collections.abc import Callable, Sequence

from pydantic import AliasPath, Field

from mobile_bff.orders import OrderItem, OrderPage
from mobile_bff.products import Product, ProductCard
from shared.composition import Missing, fan_out, optional
from shared.experiments import Experiment
from shared.operation import Call
from shared.responses import ComposedScreen, MayBeAbsent
from shared.upstreams.upstream import Document

RECENT_ORDERS = 3
FEATURED_PRODUCTS = 6
FEATURED_SHARE_OF_TIME = 0.6


class FeaturedProduct(Product):
    """With what its customers say, which decides where it is shown; nothing of one that nobody has rated."""

    rating: float = Field(0.0, validation_alias=AliasPath("rating", "average"))
    reviews: int = Field(0, validation_alias=AliasPath("rating", "count"))


class FeaturedPage(Document):
    items: tuple[FeaturedProduct, ...]


RANKING = Experiment[Callable[[FeaturedProduct], float]](
    "mobile-featured-ranking",
    {
        "catalogue": lambda _: 0,
        "rating": lambda product: -product.rating,
        "reviews": lambda product: -product.reviews,
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


async def _featured(call: Call) -> Sequence[Product]:
    """The catalogue's first products; the caller's variant says which of them come first."""
    page = await call.upstreams.products.page(FeaturedPage, call.caller, 1, FEATURED_PRODUCTS)
    return sorted(page.items, key=call.variants.of(RANKING))


def compose(name: str, orders: OrderPage, featured: Sequence[Product] | Missing) -> HomeScreen:
    cards = None if isinstance(featured, Missing) else tuple(map(ProductCard.of, featured))
    return HomeScreen(
        greeting=f"Hello, {name.partition(' ')[0]}" if name else "Hello",
        recent_orders=tuple(map(OrderItem.of, orders.items)),
        featured=cards,
        complete=cards is not None,
    )

"""GET /desktop/dashboard: who I am, my newest orders, how many are in which state, and what I might like."""

from collections.abc import Callable

from msgspec import convert

from desktop_bff.order import JoinedScreen, MissingPart, Product
from shared.composition import Missing, all_of, fan_out, optional
from shared.documents import Document
from shared.experiments import Experiment
from shared.operation import Call
from shared.responses import MayBeAbsent

LATEST_ORDERS = 5
RECOMMENDATIONS = 4
STATUSES = ("placed", "paid", "shipped", "delivered", "cancelled")


class Profile(Document):
    """Shown as the users service has it."""

    id: str
    name: str
    email: str
    locale: str


class OrderSummary(Document):
    """Shown as the orders service has it."""

    id: str
    status: str
    placed_at: str
    total: str
    currency: str


class OrderPage(Document):
    items: tuple[OrderSummary, ...]
    total: int


class Rating(Document):
    average: float


class RecommendedProduct(Product):
    """With its rating, which decides where it is shown and is not shown itself."""

    rating: Rating = Rating(average=0.0)


class RecommendedPage(Document):
    items: tuple[RecommendedProduct, ...]


RANKING = Experiment[Callable[[RecommendedProduct], float]](
    "desktop-recommendations-ranking",
    {"catalogue": lambda _: 0, "rating": lambda product: -product.rating.average},
)


class DashboardScreen(JoinedScreen):
    profile: Profile
    latest_orders: tuple[OrderSummary, ...]
    orders_by_status: dict[str, int]
    recommendations: MayBeAbsent[tuple[Product, ...]] = None


async def get_dashboard(call: Call) -> DashboardScreen:
    """What the browser opens with; without `recommendations` when the catalogue fails."""
    (profile, (latest, by_status)), recommended = await fan_out(
        fan_out(call.upstreams.users.one(Profile, call.caller, call.caller.object_id), _orders(call)),
        optional("recommendations", _recommended(call)),
    )
    return compose(profile, latest, by_status, recommended)


async def _recommended(call: Call) -> tuple[Product, ...]:
    """The catalogue's first products; the caller's variant says which of them come first."""
    page = await call.upstreams.products.page(RecommendedPage, call.caller, 1, RECOMMENDATIONS)
    ranked = sorted(page.items, key=call.variants.of(RANKING))
    return convert(ranked, tuple[Product, ...], from_attributes=True)


async def _orders(call: Call) -> tuple[OrderPage, dict[str, int]]:
    """The newest orders, and how many are in each status: a page of each, asked for its total alone."""
    orders = call.upstreams.orders
    latest, *by_status = await all_of(
        [
            orders.page(OrderPage, call.caller, 1, LATEST_ORDERS),
            *(orders.page(OrderPage, call.caller, 1, 1, status=status) for status in STATUSES),
        ]
    )
    return latest, {status: page.total for status, page in zip(STATUSES, by_status, strict=True)}


def compose(
    profile: Profile,
    latest: OrderPage,
    by_status: dict[str, int],
    recommended: tuple[Product, ...] | Missing,
) -> DashboardScreen:
    missing = recommended if isinstance(recommended, Missing) else None
    return DashboardScreen(
        profile=profile,
        latest_orders=latest.items,
        orders_by_status=by_status,
        recommendations=None if isinstance(recommended, Missing) else recommended,
        complete=missing is None,
        missing=(MissingPart.of(missing),) if missing else None,
    )

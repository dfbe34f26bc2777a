"""The services a BFF calls: orders, products and users."""

from typing import TYPE_CHECKING, Self

from msgspec import Struct

from shared.environment import Environment
from shared.resilience import resilient
from shared.transport import transport_of
from shared.upstreams.orders import Orders
from shared.upstreams.products import Products
from shared.upstreams.upstream import Upstream
from shared.upstreams.users import Users

if TYPE_CHECKING:
    from shared.tokens import UpstreamTokens


class Upstreams(Struct, frozen=True):
    """One client for each service, for the lifetime of the process."""

    orders: Orders
    products: Products
    users: Users

    @classmethod
    def of(cls, environment: Environment, tokens: "UpstreamTokens") -> Self:
        settings, transports, clock = environment.settings, environment.transports, environment.clock
        orders, products, users = (
            Upstream(
                name,
                getattr(settings, name),
                resilient(name, transport_of(getattr(transports, name)), clock),
                tokens,
            )
            for name in ("orders", "products", "users")
        )
        return cls(Orders(orders), Products(products, clock), Users(users, clock))

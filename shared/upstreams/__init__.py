"""The services a BFF calls: orders, products and users."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from shared.environment import Environment
from shared.resilience import resilient
from shared.transport import transport_of
from shared.upstreams.orders import Orders
from shared.upstreams.products import Products
from shared.upstreams.upstream import Upstream
from shared.upstreams.users import Users

if TYPE_CHECKING:
    from shared.tokens import UpstreamTokens


class Upstreams:
    """One client for each service of UPSTREAMS, for the lifetime of the process."""

    def __init__(
        self, clock: Callable[[], float], *, orders: Upstream, products: Upstream, users: Upstream
    ) -> None:
        self.orders = Orders(orders)
        self.products = Products(products, clock)
        self.users = Users(users, clock)

    @classmethod
    def of(cls, environment: Environment, tokens: "UpstreamTokens") -> Self:
        """Raises TypeError when the settings name other services than this class has."""
        transports, clock = environment.transports.upstreams, environment.clock
        upstreams = {
            name: Upstream(name, settings, resilient(name, transport_of(transports[name]), clock), tokens)
            for name, settings in environment.settings.upstreams.items()
        }
        return cls(clock, **upstreams)

"""The services a BFF calls: orders, products and users."""

from dataclasses import dataclass
from typing import Self

from shared.environment import Environment
from shared.settings import ChannelSettings
from shared.tokens import OnBehalfOf
from shared.upstreams.orders import Orders
from shared.upstreams.products import Products
from shared.upstreams.upstream import Upstream
from shared.upstreams.users import Users


@dataclass(frozen=True)
class Upstreams:
    """One client for each service, for the lifetime of the process."""

    orders: Orders
    products: Products
    users: Users

    @classmethod
    def of(cls, channel: ChannelSettings, environment: Environment) -> Self:
        settings, transports = environment.settings, environment.transports
        tokens = OnBehalfOf(channel, settings.authority, transports.identity, environment.clock)
        return cls(
            orders=Orders(Upstream("orders", settings.orders, transports.orders, tokens)),
            products=Products(Upstream("products", settings.products, transports.products, tokens)),
            users=Users(Upstream("users", settings.users, transports.users, tokens)),
        )

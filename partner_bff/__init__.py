"""The partner channel: resources for other companies' servers, versioned, read page by page.

Each line is a resource; `health` and `openapi.json` come with every channel.
"""

import azure.functions as func

from partner_bff.cursors import Cursors
from partner_bff.orders import OrderEndpoints
from partner_bff.products import ProductEndpoints
from shared.channel import Channel, Traits
from shared.environment import Environment
from shared.settings import SettingsError

TRAITS = Traits(
    title="Portico partner",
    budget_seconds=10.0,
    most_calls=3,
    cache_control="no-store",
    role="Orders.Read.All",
)


def blueprint(environment: Environment) -> func.Blueprint:
    if not environment.settings.cursor_keys:
        raise SettingsError("the partner channel needs CURSOR_KEYS")
    cursors = Cursors(environment.settings.cursor_keys, environment.clock)
    orders, products = OrderEndpoints(cursors), ProductEndpoints(cursors)
    channel = Channel("partner", environment, TRAITS)
    channel.get("v1/orders", orders.list_orders, calls=2)
    channel.get("v1/orders/{id}", orders.get_order, calls=1)
    channel.get("v1/products", products.list_products, calls=3)
    return channel.blueprint()

"""The mobile channel: few calls, light bytes.

Each line is a screen; `health` and `openapi.json` come with every channel.
"""

import azure.functions as func

from mobile_bff import home, orders, products
from shared.channel import Channel, Traits
from shared.environment import Environment

TRAITS = Traits(
    title="Portico mobile",
    budget_seconds=2.0,
    most_calls=3,
    cache_control="private, no-cache",
    experiments=(home.RANKING,),
)


def blueprint(environment: Environment) -> func.Blueprint:
    channel = Channel("mobile", environment, TRAITS)
    channel.get("home", home.get_home, "orders.read", "catalog.read", calls=2)
    channel.get("orders", orders.list_orders, "orders.read", calls=1)
    channel.post("orders", orders.place_order, "orders.write", calls=1)
    channel.get("orders/{id}", orders.get_order, "orders.read", calls=1)
    channel.get("products", products.list_products, "catalog.read", calls=1)
    return channel.blueprint()

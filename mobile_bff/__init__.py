"""The mobile channel: few calls, light bytes.

Each line is a screen; `health` and `openapi.json` come with every channel.
"""

import azure.functions as func

from mobile_bff import home, orders, products
from shared.channel import Channel
from shared.environment import Environment


def blueprint(environment: Environment) -> func.Blueprint:
    channel = Channel(
        "mobile",
        environment,
        title="Portico mobile",
        budget_seconds=2.0,
        cache_control="private, no-cache",
    )
    channel.get("home", home.get_home, "orders.read", "catalog.read")
    channel.get("orders", orders.list_orders, "orders.read")
    channel.post("orders", orders.place_order, "orders.write")
    channel.get("orders/{id}", orders.get_order, "orders.read")
    channel.get("products", products.list_products, "catalog.read")
    return channel.blueprint()

"""The desktop channel: rich composite screens, several pages at once.

Each line is a screen or an action; `health` and `openapi.json` come with every channel.
"""

import azure.functions as func

from desktop_bff import dashboard, orders, products
from shared.channel import Channel
from shared.environment import Environment


def blueprint(environment: Environment) -> func.Blueprint:
    channel = Channel(
        "desktop", environment, title="Portico desktop", budget_seconds=5.0, cache_control="no-store"
    )
    channel.get("dashboard", dashboard.get_dashboard, "orders.read", "catalog.read")
    channel.get("orders", orders.list_orders, "orders.read")
    channel.post("orders", orders.place_order, "orders.write")
    channel.get("orders/{id}", orders.get_order, "orders.read")
    channel.get("products", products.list_products, "catalog.read")
    return channel.blueprint()

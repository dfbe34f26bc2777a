"""The desktop channel: rich composite screens, several pages at once.

Each line is a screen or an action; `health` and `openapi.json` come with every channel.
"""

import azure.durable_functions as df
import azure.functions as func

from desktop_bff import dashboard, exports, orders, products, session
from shared.channel import Channel, Traits
from shared.environment import Environment

TRAITS = Traits(
    title="Portico desktop",
    budget_seconds=5.0,
    most_calls=30,
    cache_control="no-store",
    server_timing=True,
    login=session.LOGIN,
    experiments=(dashboard.RANKING,),
)


def blueprint(environment: Environment) -> func.Blueprint:
    functions = df.Blueprint()
    channel = Channel("desktop", environment, TRAITS, functions)
    channel.get("dashboard", dashboard.get_dashboard, "orders.read", "catalog.read", calls=8)
    channel.get("orders", orders.list_orders, "orders.read", calls=30)
    channel.post("orders", orders.place_order, "orders.write", calls=3)
    channel.get("orders/{id}", orders.get_order, "orders.read", calls=3)
    channel.get("products", products.list_products, "catalog.read", calls=10)
    session.register(channel, environment)
    exports.register(channel, functions, environment)
    return channel.blueprint()

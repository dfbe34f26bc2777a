"""emit-metric: a custom metric, recorded as an event of the request's span."""

from collections.abc import Callable

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.context import Context
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.settings import as_number, as_text
from local.gateway.steps import Action

MAX_DIMENSIONS = 10
# Dimensions that may be named without a value.
KNOWN: dict[str, Callable[[Context], str]] = {
    "API ID": lambda context: context.api.id,
    "Operation ID": lambda context: context.operation.id,
    "Product ID": lambda context: context.product.id if context.product else "",
    "User ID": lambda context: context.user.id if context.user else "",
    "Subscription ID": lambda context: context.subscription.id if context.subscription else "",
    "Location": lambda context: context.deployment.region,
    "Gateway ID": lambda context: context.deployment.gateway_id,
}


def action_of(node: Node) -> Action:
    name = node.text("name")
    namespace = node.text("namespace", "API Management")
    value = node.setting("value", as_number, 1.0)
    dimensions = [_dimension(child) for child in node.nodes("dimension", minimum=1, maximum=MAX_DIMENSIONS)]

    async def act(execution: Execution) -> None:
        context = execution.context
        attributes = {f"dimension.{label}": text(context) for label, text in dimensions}
        attributes |= {"name": name(context), "namespace": namespace(context)}
        execution.span.add_event("metric", {**attributes, "value": value(context)})

    return act


def _dimension(node: Node) -> tuple[str, Callable[[Context], str]]:
    name = node.literal("name")
    value = node.optional("value", as_text)
    if value is None and name not in KNOWN:
        node.error(f"the dimension '{name}' needs a value")
    return name, value or KNOWN.get(name, lambda context: "")


POLICY = Policy("emit-metric", EVERYWHERE, action_of)

"""cache-remove-value: forget a value of the cache."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.policies.cache_lookup import CACHING_TYPES
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    key = node.text("key")
    node.choice("caching-type", CACHING_TYPES, "prefer-external")

    async def act(execution: Execution) -> None:
        execution.services.values.remove(key(execution.context))

    return act


POLICY = Policy("cache-remove-value", EVERYWHERE, action_of)

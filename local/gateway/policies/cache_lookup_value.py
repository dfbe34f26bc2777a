"""cache-lookup-value: read a value from the cache into a variable."""

from copy import deepcopy

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.policies.cache_lookup import CACHING_TYPES
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    key = node.text("key")
    variable = node.literal("variable-name")
    default = node.optional("default-value", lambda result: result)
    node.choice("caching-type", CACHING_TYPES, "prefer-external")

    async def act(execution: Execution) -> None:
        context = execution.context
        value = execution.services.values.get(key(context))
        if value is not None:
            context.variables[variable] = deepcopy(value)
        elif default:
            context.variables[variable] = default(context)

    return act


POLICY = Policy("cache-lookup-value", EVERYWHERE, action_of)

"""cache-store-value: keep a value in the cache."""

from copy import deepcopy

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.policies.cache_lookup import CACHING_TYPES
from local.gateway.settings import as_text, at_least
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    key = node.text("key")
    value = node.setting("value", lambda result: result)
    duration = node.setting("duration", at_least(1))
    node.choice("caching-type", CACHING_TYPES, "prefer-external")

    async def act(execution: Execution) -> None:
        context = execution.context
        # A copy: what a later policy does to the object must not reach other requests.
        stored = deepcopy(value(context))
        execution.services.values.store(key(context), stored, len(as_text(stored)), duration(context))

    return act


POLICY = Policy("cache-store-value", EVERYWHERE, action_of)

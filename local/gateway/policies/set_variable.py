"""set-variable: keep a value for the rest of the request; an expression's result keeps its type."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    name = node.literal("name")
    value = node.setting("value", lambda result: result)

    async def act(execution: Execution) -> None:
        execution.context.variables[name] = value(execution.context)

    return act


POLICY = Policy("set-variable", EVERYWHERE, action_of)

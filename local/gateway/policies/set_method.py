"""set-method: the method of the request."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    method = node.content()

    async def act(execution: Execution) -> None:
        execution.context.request.method = method(execution.context).upper()

    return act


POLICY = Policy("set-method", EVERYWHERE, action_of)

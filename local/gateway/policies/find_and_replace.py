"""find-and-replace: substitute text in the body of the current message."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    sought, replacement = node.text("from"), node.text("to")

    async def act(execution: Execution) -> None:
        context, body = execution.context, execution.message.body
        old = sought(context).encode()
        if body.content and old:
            body.content = body.content.replace(old, replacement(context).encode())

    return act


POLICY = Policy("find-and-replace", EVERYWHERE, action_of)

"""set-body: a new body for the current message."""

from collections.abc import Callable

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.context import Body, Context
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.settings import as_bytes
from local.gateway.steps import Action

BodyEdit = Callable[[Context, Body], None]


def body_edit(node: Node) -> BodyEdit:
    """The change that one set-body element makes."""
    if node.literal("template", "none") != "none":
        node.error("templates are not supported in <set-body>")
    content = node.body(as_bytes)

    def edit(context: Context, body: Body) -> None:
        body.content = content(context)

    return edit


def action_of(node: Node) -> Action:
    edit = body_edit(node)

    async def act(execution: Execution) -> None:
        edit(execution.context, execution.message.body)

    return act


POLICY = Policy("set-body", EVERYWHERE, action_of)

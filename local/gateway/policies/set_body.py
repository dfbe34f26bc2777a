"""set-body: a new body for the current message, from text, an expression or a Liquid template."""

from collections.abc import Callable

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.context import Body, Context
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.settings import as_bytes
from local.gateway.steps import Action
from local.gateway.templates import compile_template

BodyEdit = Callable[[Context, Body], None]


def body_edit(node: Node) -> BodyEdit:
    """The change that one set-body element makes."""
    template = node.literal("template", "none")
    # A Liquid body shows an element that is nil as nothing, and a date as the text that it is.
    node.literal("xsi-nil", "blank")
    node.literal("parse-date", "false")
    if template == "liquid":
        return _template_edit(node)
    if template != "none":
        node.error(f"there is no template language '{template}'")
    content = node.body(as_bytes)

    def edit(context: Context, body: Body) -> None:
        body.content = content(context)

    return edit


def _template_edit(node: Node) -> BodyEdit:
    render = node.parsed(compile_template)

    def edit(context: Context, body: Body) -> None:
        """A message made from nothing shows its template the request's body."""
        shown = context.request.body.content if body.content is None else body.content
        body.content = render(context, shown)

    return edit


def action_of(node: Node) -> Action:
    edit = body_edit(node)

    async def act(execution: Execution) -> None:
        edit(execution.context, execution.message.body)

    return act


POLICY = Policy("set-body", EVERYWHERE, action_of)

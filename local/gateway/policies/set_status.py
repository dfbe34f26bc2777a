"""set-status: the status code and reason of the response."""

from collections.abc import Callable

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.context import Context, Response
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.settings import as_status, as_text
from local.gateway.statuses import reason_phrase
from local.gateway.steps import Action

StatusEdit = Callable[[Context, Response], None]


def status_edit(node: Node) -> StatusEdit:
    """The change that one set-status element makes."""
    code = node.setting("code", as_status)
    reason = node.optional("reason", as_text)

    def edit(context: Context, response: Response) -> None:
        response.status_code = code(context)
        response.status_reason = reason(context) if reason else reason_phrase(response.status_code)

    return edit


def action_of(node: Node) -> Action:
    edit = status_edit(node)

    async def act(execution: Execution) -> None:
        edit(execution.context, execution.context.response)

    return act


POLICY = Policy("set-status", EVERYWHERE, action_of)

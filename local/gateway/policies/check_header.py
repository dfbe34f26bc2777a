"""check-header: refuse a request without a header, or with a value that is not listed."""

from local.gateway.compiler import INBOUND, Policy
from local.gateway.execution import Execution
from local.gateway.faults import Refusal
from local.gateway.node import Node
from local.gateway.settings import as_status
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    name = node.text("name")
    status = node.setting("failed-check-httpcode", as_status)
    message = node.text("failed-check-error-message")
    ignore_case = node.flag("ignore-case")
    values = [child.content() for child in node.nodes("value")]

    async def act(execution: Execution) -> None:
        context = execution.context
        field, fold = name(context), (str.lower if ignore_case(context) else str)
        sent = context.request.headers.get(field)
        reason, fault = "", ""
        if sent is None:
            reason, fault = "HeaderNotFound", f"Header {field} was not found in the request. Access denied."
        elif values and fold(sent) not in {fold(value(context)) for value in values}:
            reason = "HeaderValueNotAllowed"
            fault = f"Header {field} value of {sent} is not allowed. Access denied."
        if reason:
            raise Refusal(reason, fault, status(context), message(context))

    return act


POLICY = Policy("check-header", INBOUND, action_of)

"""trace: a message in the request's telemetry."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.steps import Action

SEVERITIES = ("verbose", "information", "error")


def action_of(node: Node) -> Action:
    source = node.text("source")
    severity = node.choice("severity", SEVERITIES, "verbose")
    child = node.node("message")
    message = child.content() if child else node.content()
    metadata = [(child.text("name"), child.text("value")) for child in node.nodes("metadata")]

    async def act(execution: Execution) -> None:
        context = execution.context
        attributes = {name(context): value(context) for name, value in metadata}
        attributes |= {"source": source(context), "severity": severity(context), "message": message(context)}
        execution.span.add_event("trace", attributes)

    return act


POLICY = Policy("trace", EVERYWHERE, action_of, ordered=False)

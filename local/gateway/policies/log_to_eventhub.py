"""log-to-eventhub: recorded as an event of the request's span; there is no event hub here."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.settings import as_text
from local.gateway.steps import Action

MAX_BYTES = 200 * 1024


def action_of(node: Node) -> Action:
    logger = node.literal("logger-id")
    partition_key = node.optional("partition-key", as_text)
    partition_id = node.optional("partition-id", as_text)
    if partition_key and partition_id:
        node.error("<log-to-eventhub> takes either partition-id or partition-key")
    message = node.content()
    partition = partition_key or partition_id

    async def act(execution: Execution) -> None:
        # Only the size: a log entry often holds what a span must not.
        size = min(len(message(execution.context).encode()), MAX_BYTES)
        attributes: dict[str, str | int] = {"logger-id": logger, "size": size}
        if partition:
            attributes["partition"] = partition(execution.context)
        execution.span.add_event("log-to-eventhub", attributes)

    return act


POLICY = Policy("log-to-eventhub", EVERYWHERE, action_of)

"""limit-concurrency: refuse to run the policies inside for more requests at a time than a number."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution, run_steps
from local.gateway.faults import Refusal
from local.gateway.node import Node
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    key = node.text("key")
    maximum = node.integer("max-count", minimum=1)
    steps = node.branch(node.steps())

    async def act(execution: Execution) -> None:
        context, concurrency = execution.context, execution.services.concurrency
        name = key(context)
        if not concurrency.enter(name, maximum(context)):
            raise Refusal("ConcurrencyLimitExceeded", "Concurrency limit is exceeded.", 429)
        try:
            await run_steps(steps, execution)
        finally:
            concurrency.leave(name)

    return act


POLICY = Policy("limit-concurrency", EVERYWHERE, action_of)

"""wait: run the policies inside at the same time, until all or any of them are done."""

import asyncio

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution, run_steps
from local.gateway.faults import PolicyFault
from local.gateway.node import Node
from local.gateway.steps import Action, Step

ALLOWED = frozenset({
    "choose", "forward-request", "send-request", "cache-lookup-value", "cache-store-value",
    "authentication-managed-identity",
})  # fmt: skip


class _Done(Exception):
    """One of the policies is done, and no other needs to be."""


def action_of(node: Node) -> Action:
    mode = node.choice("for", ("all", "any"), "all")
    for child in node.element.elements:
        if child.name not in ALLOWED:
            node.error(f"<wait> takes no <{child.name}>", child.position)
    steps = node.branch(node.steps())

    async def act(execution: Execution) -> None:
        first, done = mode(execution.context) == "any", False
        try:
            async with asyncio.TaskGroup() as tasks:
                for step in steps:
                    tasks.create_task(_run(step, execution, first))
        except* _Done:
            done = True
        except* PolicyFault as faults:
            if not done:
                raise faults.exceptions[0] from None

    return act


async def _run(step: Step, execution: Execution, first: bool) -> None:
    await run_steps((step,), execution)
    if first:
        raise _Done


POLICY = Policy("wait", EVERYWHERE, action_of)

"""base: the same section of the next broader scope, in place."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution, run_steps
from local.gateway.node import Node
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    if "/" in node.place.path:
        node.error("<base> stands directly in a section")
    steps = node.branch(node.compiler.parent.get(node.place.section, ()))

    async def act(execution: Execution) -> None:
        await run_steps(steps, execution)

    return act


POLICY = Policy("base", EVERYWHERE, action_of)

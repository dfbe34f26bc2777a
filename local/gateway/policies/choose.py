"""choose: the first branch whose condition holds, else the last."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution, run_steps
from local.gateway.node import Node
from local.gateway.settings import constant
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    branches = [(when.flag("condition"), node.branch(when.steps())) for when in node.nodes("when", minimum=1)]
    otherwise = node.node("otherwise")
    if otherwise:
        branches.append((constant(True), node.branch(otherwise.steps())))

    async def act(execution: Execution) -> None:
        for condition, steps in branches:
            if condition(execution.context):
                await run_steps(steps, execution)
                return

    return act


POLICY = Policy("choose", EVERYWHERE, action_of)

"""choose: the first branch whose condition holds, else the last."""

from collections.abc import Callable

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution, run_steps
from local.gateway.node import Node
from local.gateway.settings import constant
from local.gateway.steps import Action, Steps


def action_of(node: Node) -> Action:
    arms = [(when.flag("condition"), _arm(node, when)) for when in node.nodes("when", minimum=1)]
    otherwise = node.node("otherwise")
    if otherwise:
        arms.append((constant(True), _arm(node, otherwise)))

    async def act(execution: Execution) -> None:
        for condition, (steps, taken) in arms:
            if condition(execution.context):
                taken()
                await run_steps(steps, execution)
                return

    return act


def _arm(node: Node, arm: Node) -> tuple[Steps, Callable[[], None]]:
    """Its steps, and what to call when it is taken."""
    coverage = node.compiler.coverage
    return node.branch(arm.steps()), coverage.arm(arm.element) if coverage else lambda: None


POLICY = Policy("choose", EVERYWHERE, action_of)

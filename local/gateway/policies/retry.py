"""retry: run the policies inside again while a condition holds."""

import asyncio
import random
from collections.abc import Callable

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.context import Context
from local.gateway.execution import Execution, run_steps
from local.gateway.node import Node
from local.gateway.settings import at_least
from local.gateway.steps import Action

Pause = Callable[[Context, int], float]


def action_of(node: Node) -> Action:
    condition = node.flag("condition")
    count = node.integer("count", minimum=1)
    pause = _pause(node)
    fast = node.flag("first-fast-retry", False)
    steps = node.branch(node.steps())

    async def act(execution: Execution) -> None:
        context = execution.context
        await run_steps(steps, execution)
        for attempt in range(1, count(context) + 1):
            if execution.outcome is not None or not condition(context):
                return
            if not (fast(context) and attempt == 1):
                await asyncio.sleep(pause(context, attempt))
            await run_steps(steps, execution)

    return act


def _pause(node: Node) -> Pause:
    """Seconds before an attempt: fixed, linear with `delta`, exponential with `delta` and `max-interval`."""
    interval = node.integer("interval")
    longest = node.optional("max-interval", at_least(1))
    delta = node.optional("delta", at_least(1))

    def pause(context: Context, attempt: int) -> float:
        step = delta(context) if delta else 0
        if longest is None:
            return interval(context) + (attempt - 1) * step
        jitter = random.uniform(0.8, 1.2)  # noqa: S311  # spreads retries, guards nothing
        growth = float(2**attempt - 1)
        return min(longest(context), interval(context) + growth * jitter * step)

    return pause


POLICY = Policy("retry", EVERYWHERE, action_of)

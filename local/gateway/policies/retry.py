"""retry: run the policies inside again while a condition holds."""

import asyncio
import random
from collections.abc import Callable
from functools import partial

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.context import Context
from local.gateway.execution import Execution, run_steps
from local.gateway.faults import BACKEND_UNREACHABLE, TIMEOUT, PolicyFault
from local.gateway.node import Node
from local.gateway.settings import at_least
from local.gateway.steps import Action, Steps

MOST_RETRIES = 50
UNANSWERED = frozenset({BACKEND_UNREACHABLE, TIMEOUT})
Pause = Callable[[Context, int], float]


def action_of(node: Node) -> Action:
    condition = node.flag("condition")
    retries = node.integer("count", minimum=1, maximum=MOST_RETRIES)
    pause = _pause(node)
    fast = node.flag("first-fast-retry", False)
    steps = node.branch(node.steps())

    def again(context: Context, attempt: int) -> bool:
        return attempt <= retries(context) and condition(context)

    async def act(execution: Execution) -> None:
        context = execution.context
        attempt = 1
        while await _run(steps, execution, partial(again, context, attempt)):
            if not (fast(context) and attempt == 1):
                await asyncio.sleep(pause(context, attempt))
            attempt += 1

    return act


async def _run(steps: Steps, execution: Execution, again: Callable[[], bool]) -> bool:
    """Whether to run the steps again; a backend that does not answer is judged as a response of 500."""
    try:
        await run_steps(steps, execution)
    except PolicyFault as fault:
        if fault.reason not in UNANSWERED:
            raise
        execution.context.response = fault.response(execution.context.request_id)
        if not again():
            raise
        return True
    return execution.outcome is None and again()


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

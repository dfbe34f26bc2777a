"""rate-limit: refuse a subscription's calls above a number within a sliding period."""

from local.gateway.compiler import INBOUND, SCOPES, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.policies.rate_limit_by_key import limit
from local.gateway.policies.subscription_limits import limited_parts, subscription_key
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    limits = [(applies, _limit(part)) for part, applies in limited_parts(node)]

    async def act(execution: Execution) -> None:
        if execution.context.subscription is None:
            return
        for applies, check in limits:
            if applies(execution.context):
                await check(execution)

    return act


def _limit(node: Node) -> Action:
    for name in ("calls", "renewal-period"):
        node.literal(name, "")
    return limit(node, subscription_key(node), lambda context: 1, after_response=False)


POLICY = Policy("rate-limit", INBOUND, action_of, scopes=SCOPES - {"global"}, once=True)

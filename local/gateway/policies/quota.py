"""quota: refuse a subscription's calls or bandwidth above an amount in each period."""

from local.gateway.compiler import INBOUND, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.policies.quota_by_key import UsageOf, count, quota
from local.gateway.policies.subscription_limits import limited_parts, subscription_key
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    quotas = [(applies, _quota(part)) for part, applies in limited_parts(node)]

    async def act(execution: Execution) -> None:
        if execution.context.subscription is None:
            return
        for applies, usage_of in quotas:
            if applies(execution.context):
                _charge(execution, usage_of)

    return act


def _charge(execution: Execution, usage_of: UsageOf) -> None:
    usage = usage_of(execution)
    execution.settlements.append(lambda done: count(done, usage, 1))


def _quota(node: Node) -> UsageOf:
    return quota(node, subscription_key(node), start=0)


POLICY = Policy("quota", INBOUND, action_of)

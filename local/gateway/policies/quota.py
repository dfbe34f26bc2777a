"""quota: refuse a subscription's calls or bandwidth above an amount in each period."""

from local.gateway.compiler import INBOUND, Policy
from local.gateway.context import Context
from local.gateway.counters import Usage
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
        usages = [usage_of(execution) for applies, usage_of in quotas if applies(execution.context)]
        execution.settlements.append(lambda done: _charge(done, usages))

    return act


def _charge(execution: Execution, usages: list[Usage]) -> None:
    """Not before all have been found: a call that one quota refuses counts for none."""
    for usage in usages:
        count(execution, usage, 1)


def _quota(node: Node) -> UsageOf:
    return quota(node, subscription_key(node), _start)


def _start(context: Context) -> float:
    """Periods are counted from the start of the subscription."""
    start = context.subscription.start_date if context.subscription else None
    return start.timestamp() if start else 0


POLICY = Policy("quota", INBOUND, action_of, scopes=frozenset({"product"}), once=True)

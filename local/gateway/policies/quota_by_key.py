"""quota-by-key: refuse calls or bandwidth above an amount in each period, counted by a key."""

from collections.abc import Callable
from datetime import UTC, datetime

from local.gateway.compiler import INBOUND, Policy
from local.gateway.counters import Usage
from local.gateway.execution import Execution
from local.gateway.faults import Refusal
from local.gateway.node import Node
from local.gateway.policies.rate_limit_by_key import increment_of
from local.gateway.settings import Get, as_integer, at_least, constant
from local.gateway.steps import Action

KILOBYTE = 1024
FIRST_PERIOD = "0001-01-01T00:00:00Z"
SHORTEST_PERIOD = 300
UsageOf = Callable[[Execution], Usage]
_any_period = at_least(0)


def action_of(node: Node) -> Action:
    key, increment = node.text("counter-key"), increment_of(node)
    usage_of = quota(node, key, constant(_moment(node)), _period)

    async def act(execution: Execution) -> None:
        usage = usage_of(execution)
        execution.settlements.append(lambda done: count(done, usage, increment(done.context)))

    return act


def quota(
    node: Node, key: Get[str], start: Get[float], period: Callable[[object], int] = _any_period
) -> UsageOf:
    """Find the key's usage and refuse when it is used up; the numbers of a quota take no expressions."""
    for name in ("calls", "bandwidth", "renewal-period"):
        node.literal(name, "")
    calls = node.setting("calls", as_integer, 0)
    bandwidth = node.setting("bandwidth", as_integer, 0)
    seconds = node.setting("renewal-period", period)
    if not {"calls", "bandwidth"} & node.element.attributes.keys():
        node.error(f"<{node.element.name}> needs calls or bandwidth")

    def usage_of(execution: Execution) -> Usage:
        context, quotas = execution.context, execution.services.quotas
        usage = quotas.usage(key(context), seconds(context), start(context))
        if 0 < calls(context) <= usage.calls:
            raise _refusal("call volume", quotas.wait(usage))
        if 0 < bandwidth(context) * KILOBYTE <= usage.bandwidth:
            raise _refusal("bandwidth", quotas.wait(usage))
        return usage

    return usage_of


def count(execution: Execution, usage: Usage, calls: int) -> None:
    """Add a finished request, once for all policies of a key: its calls, and the bytes of both bodies."""
    if not calls or usage in execution.charged:
        return
    execution.charged.add(usage)
    context = execution.context
    usage.calls += calls
    usage.bandwidth += sum(
        len(message.body.content or b"") for message in (context.request, context.response)
    )


def _refusal(what: str, wait: int) -> Refusal:
    hours, minutes, seconds = wait // 3600, wait // 60 % 60, wait % 60
    message = f"Out of {what} quota. Quota will be replenished in {hours:02}:{minutes:02}:{seconds:02}."
    return Refusal("QuotaExceeded", message, 403, retry_after=("Retry-After", wait))


def _period(value: object) -> int:
    """Seconds; 0 for a quota that is never replenished."""
    seconds = _any_period(value)
    if 0 < seconds < SHORTEST_PERIOD:
        raise ValueError(f"{seconds} is neither 0 nor at least {SHORTEST_PERIOD}")
    return seconds


def _moment(node: Node) -> float:
    """The start of the first period, as epoch seconds."""
    text = node.literal("first-period-start", FIRST_PERIOD)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        node.error(f"'{text}' is not a date and time")
        return 0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


POLICY = Policy("quota-by-key", INBOUND, action_of)

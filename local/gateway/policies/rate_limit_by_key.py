"""rate-limit-by-key: refuse calls above a number within a sliding period, counted by a key."""

from collections.abc import Callable
from dataclasses import dataclass

from local.gateway.compiler import INBOUND, Policy
from local.gateway.context import Context
from local.gateway.execution import Execution
from local.gateway.faults import Refusal
from local.gateway.header_fields import is_token
from local.gateway.node import Node
from local.gateway.settings import Get, as_flag, at_least
from local.gateway.steps import Action

LONGEST_PERIOD = 300


@dataclass(frozen=True)
class Reporting:
    """The headers and variables that tell a caller where it stands."""

    retry_after_header: str
    retry_after_variable: str
    remaining_header: str
    remaining_variable: str
    total_header: str

    @classmethod
    def read(cls, node: Node) -> "Reporting":
        return cls(
            _header_name(node, "retry-after-header-name", "Retry-After"),
            node.literal("retry-after-variable-name", ""),
            _header_name(node, "remaining-calls-header-name", ""),
            node.literal("remaining-calls-variable-name", ""),
            _header_name(node, "total-calls-header-name", ""),
        )

    def tell(self, execution: Execution, remaining: int, total: int) -> None:
        if self.remaining_variable:
            execution.context.variables[self.remaining_variable] = remaining
        if self.remaining_header:
            execution.response_headers.append((self.remaining_header, str(remaining)))
        if self.total_header:
            execution.response_headers.append((self.total_header, str(total)))

    def refuse(self, execution: Execution, wait: int) -> Refusal:
        if self.retry_after_variable:
            execution.context.variables[self.retry_after_variable] = wait
        told = f"Rate limit is exceeded. Try again in {wait} seconds."
        retry_after = (self.retry_after_header, wait)
        return Refusal("RateLimitExceeded", "Rate limit is exceeded", 429, told, retry_after=retry_after)


def _header_name(node: Node, attribute: str, default: str) -> str:
    name = node.literal(attribute, default)
    if name and not is_token(name):
        node.error(f"'{name}' is not the name of a header")
    return name


def action_of(node: Node) -> Action:
    return limit(node, node.text("counter-key"), increment_of(node), reads_response(node))


Increment = Callable[[Context], int]


def limit(node: Node, key: Get[str], increment: Increment, after_response: bool) -> Action:
    """Refuse when the key's calls are used up; count this call now, or once its response is known."""
    calls = node.integer("calls", minimum=1)
    period = node.integer("renewal-period", minimum=1, maximum=LONGEST_PERIOD)
    reporting = Reporting.read(node)

    async def act(execution: Execution) -> None:
        context, windows = execution.context, execution.services.calls
        name, seconds, total = key(context), period(context), calls(context)
        used = windows.used(name, seconds)
        if used >= total:
            reporting.tell(execution, 0, total)
            raise reporting.refuse(execution, windows.wait(name, seconds))
        if after_response:
            execution.settlements.append(lambda done: windows.add(name, seconds, increment(done.context)))
            reporting.tell(execution, total - used, total)
        else:
            count = increment(context)
            windows.add(name, seconds, count)
            reporting.tell(execution, max(0, total - used - count), total)

    return act


def increment_of(node: Node) -> Increment:
    condition = node.flag("increment-condition", True)
    count = node.setting("increment-count", at_least(0), 1)
    return lambda context: count(context) if condition(context) else 0


def reads_response(node: Node) -> bool:
    """Whether the counting depends on a response that does not exist yet."""
    named = [node.element.attributes.get(name) for name in ("increment-condition", "increment-count")]
    node.flag("flexible-retry-window", False)
    asked = node.optional("increment-after-response", as_flag)
    explicit = asked is not None and asked(Context())
    return explicit or any(attribute and "context.Response" in attribute.value for attribute in named)


POLICY = Policy("rate-limit-by-key", INBOUND, action_of)

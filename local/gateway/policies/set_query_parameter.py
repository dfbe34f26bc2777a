"""set-query-parameter: override, skip, append or delete a parameter of the request's query."""

from local.gateway.compiler import Policy
from local.gateway.context import Url
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.policies.set_header import EXISTS_ACTIONS
from local.gateway.steps import Action
from local.gateway.urls import parameters, query_string, raw_parameter


def action_of(node: Node) -> Action:
    name = node.text("name")
    action = node.choice("exists-action", EXISTS_ACTIONS, "override")
    values = [child.content() for child in node.nodes("value")]

    async def act(execution: Execution) -> None:
        context = execution.context
        change(context.request.url, name(context), action(context), [value(context) for value in values])

    return act


def change(url: Url, name: str, action: str, values: list[str]) -> None:
    present = parameters(url.query_string)
    if action == "skip" and any(other == name for other, _ in present):
        return
    kept = [raw for other, raw in present if other != name or action == "append"]
    added = [] if action == "delete" else [raw_parameter(name, value) for value in values]
    url.query_string = query_string(kept + added)


POLICY = Policy("set-query-parameter", frozenset({"inbound", "backend"}), action_of)

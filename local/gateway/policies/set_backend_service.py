"""set-backend-service: which backend the request goes to."""

from local.gateway.compiler import Policy
from local.gateway.context import Context, Url
from local.gateway.execution import Execution
from local.gateway.expressions.value import is_expression
from local.gateway.faults import evaluation_failed
from local.gateway.node import Node
from local.gateway.settings import Get, as_text
from local.gateway.steps import Action
from local.gateway.urls import parse_url


def action_of(node: Node) -> Action:
    base_url = node.optional("base-url", parse_url)
    backend_id = node.optional("backend-id", as_text)
    if (base_url is None) == (backend_id is None):
        node.error("<set-backend-service> takes either base-url or backend-id")
    address = base_url or _registered(node, backend_id)

    async def act(execution: Execution) -> None:
        execution.address(address(execution.context))

    return act


def _registered(node: Node, backend_id: Get[str] | None) -> Get[Url]:
    backends = node.compiler.backends
    attribute = node.attribute("backend-id")
    if attribute and not is_expression(attribute.value) and attribute.value not in backends:
        node.error(f"there is no backend '{attribute.value}'", attribute.position)

    def address(context: Context) -> Url:
        name = backend_id(context) if backend_id else ""
        if name not in backends:
            raise evaluation_failed(f"there is no backend '{name}'")
        return backends[name]

    return address


POLICY = Policy("set-backend-service", frozenset({"inbound", "backend"}), action_of)

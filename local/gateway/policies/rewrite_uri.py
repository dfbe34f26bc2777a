"""rewrite-uri: another path, and perhaps query, for the backend."""

from urllib.parse import quote

from local.gateway.compiler import INBOUND, Policy
from local.gateway.context import Request
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.steps import Action
from local.gateway.urls import parameters, query_string


def action_of(node: Node) -> Action:
    template = node.text("template")
    copy_unmatched = node.flag("copy-unmatched-params", True)

    async def act(execution: Execution) -> None:
        context = execution.context
        path, _, query = _fill(template(context), context.request.matched_parameters).partition("?")
        kept = _unmatched(context.request, query) if copy_unmatched(context) else []
        execution.relative_path = "/" + path.lstrip("/")
        context.request.url.query_string = query_string([*([query] if query else []), *kept])
        execution.refresh_url()

    return act


def _fill(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(value, safe=""))
    return template


def _unmatched(request: Request, query: str) -> list[str]:
    """The request's parameters that the template does not set itself."""
    named = {name for name, _ in parameters(query)}
    return [raw for name, raw in parameters(request.url.query_string) if name not in named]


POLICY = Policy("rewrite-uri", INBOUND, action_of)

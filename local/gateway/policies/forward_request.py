"""forward-request: send the request to the backend and take its response."""

import httpx

from local.gateway.compiler import Policy
from local.gateway.context import Context
from local.gateway.execution import Execution
from local.gateway.faults import BACKEND_UNREACHABLE, PolicyFault
from local.gateway.forwarding import outgoing
from local.gateway.node import Node
from local.gateway.settings import Get, at_least
from local.gateway.steps import Action

DEFAULT_TIMEOUT = 300


def action_of(node: Node) -> Action:
    timeout = request_timeout(node, DEFAULT_TIMEOUT)
    follow_redirects = node.flag("follow-redirects", False)
    fail_on_error = node.flag("fail-on-error-status-code", False)
    # Bodies are always buffered here, and the transport picks the HTTP version.
    node.flag("buffer-request-body", False)
    node.flag("buffer-response", True)
    node.choice("http-version", ("1", "2", "2or1"), "1")
    node.integer("continue-timeout", 0)

    async def act(execution: Execution) -> None:
        context, client = execution.context, execution.services.client
        if execution.base_url is None:
            raise PolicyFault(BACKEND_UNREACHABLE, "no backend is set")
        request = _wire(execution)
        seconds = timeout(context)
        response = await client.send(request, seconds, execution.section_span)
        if follow_redirects(context):
            response = await client.follow(request, response, seconds, execution.section_span)
        context.response = response
        if fail_on_error(context) and response.status_code >= 400:  # noqa: PLR2004
            raise PolicyFault(BACKEND_UNREACHABLE, f"the backend answered {response.status_code}")

    return act


def request_timeout(node: Node, default: float) -> Get[float]:
    """The timeout in seconds, from `timeout-ms` or `timeout`."""
    milliseconds = node.optional("timeout-ms", at_least(1))
    seconds = node.setting("timeout", at_least(1), default)

    def timeout(context: Context) -> float:
        return milliseconds(context) / 1000 if milliseconds else seconds(context)

    return timeout


def _wire(execution: Execution) -> httpx.Request:
    """The request for the backend: its own Host unless a policy set one, the client in X-Forwarded-For."""
    request = execution.context.request
    headers = request.headers.copy()
    if headers.get("Host") == execution.client_host:
        headers.delete("Host")
    headers.set("X-Forwarded-For", ", ".join([*headers.get_all("X-Forwarded-For"), request.ip_address]))
    return outgoing(request.method, str(request.url), headers, request.body.content)


POLICY = Policy("forward-request", frozenset({"backend"}), action_of)

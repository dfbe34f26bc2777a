"""send-request: call another service and keep its response in a variable."""

import httpx

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.context import Response
from local.gateway.execution import Execution
from local.gateway.faults import BACKEND_UNREACHABLE, PolicyFault
from local.gateway.node import Node
from local.gateway.policies.forward_request import request_timeout
from local.gateway.policies.side_request import side_request
from local.gateway.steps import Action

DEFAULT_TIMEOUT = 60


def action_of(node: Node) -> Action:
    variable = node.literal("response-variable-name", "")
    timeout = request_timeout(node, DEFAULT_TIMEOUT)
    ignore_error = node.flag("ignore-error", False)
    fail_on_error = node.flag("fail-on-error-status-code", False)
    node.flag("buffer-response", True)
    build = side_request(node)

    async def exchange(execution: Execution, request: httpx.Request, seconds: float) -> Response:
        response = await execution.services.client.send(request, seconds, execution.section_span)
        if fail_on_error(execution.context) and response.status_code >= 400:  # noqa: PLR2004
            raise PolicyFault(BACKEND_UNREACHABLE, f"the service answered {response.status_code}")
        return response

    async def act(execution: Execution) -> None:
        request, seconds = await build(execution), timeout(execution.context)
        response: Response | None = None
        try:
            response = await exchange(execution, request, seconds)
        except PolicyFault:
            if not ignore_error(execution.context):
                raise
        if variable:
            execution.context.variables[variable] = response

    return act


POLICY = Policy("send-request", EVERYWHERE, action_of, ordered=False)

"""return-response: answer the client at once; nothing else of the pipeline runs."""

from copy import copy

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.context import Body, Response
from local.gateway.execution import Execution
from local.gateway.faults import evaluation_failed
from local.gateway.node import Node
from local.gateway.policies.set_body import body_edit
from local.gateway.policies.set_header import header_edit
from local.gateway.policies.set_status import status_edit
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    variable = node.literal("response-variable-name", "")
    statuses = [status_edit(child) for child in node.nodes("set-status", maximum=1)]
    headers = [header_edit(child) for child in node.nodes("set-header")]
    bodies = [body_edit(child) for child in node.nodes("set-body", maximum=1)]

    async def act(execution: Execution) -> None:
        context = execution.context
        response = _kept(context.variables, variable) if variable else Response()
        for status in statuses:
            status(context, response)
        for header in headers:
            header(context, response.headers)
        for body in bodies:
            body(context, response.body)
        execution.answer(response)

    return act


def _kept(variables: dict[str, object], name: str) -> Response:
    """A copy of the response that a send-request left in a variable; a new one if it left none."""
    response = variables.get(name)
    if response is None:
        return Response()
    if not isinstance(response, Response):
        raise evaluation_failed(f"the variable '{name}' holds no response")
    response = copy(response)
    response.headers = response.headers.copy()
    response.body = Body(response.body.content)
    return response


POLICY = Policy("return-response", EVERYWHERE, action_of, ordered=False)

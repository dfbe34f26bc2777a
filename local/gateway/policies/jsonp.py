"""jsonp: wrap a JSON response in a call of the function that the query names."""

import re

from local.gateway.compiler import OUTBOUND, Policy
from local.gateway.execution import Execution
from local.gateway.faults import Refusal
from local.gateway.node import Node
from local.gateway.steps import Action

# Anything else could end the call and begin a script of its own.
_FUNCTION = re.compile(r"[A-Za-z_$][\w$.]*", re.ASCII)


def action_of(node: Node) -> Action:
    parameter = node.text("callback-parameter-name")

    async def act(execution: Execution) -> None:
        context, name = execution.context, parameter(execution.context)
        response, names = context.response, context.request.original_url.query.get(name, [])
        if names and not _FUNCTION.fullmatch(names[0]):
            message = f"Value of callback parameter {name} is not a valid JavaScript identifier."
            raise Refusal("CallbackParameterInvalid", message, 400)
        if names and "json" in (response.headers.get("Content-Type") or ""):
            response.body.content = b"%s(%s)" % (names[0].encode(), response.body.content or b"")
            response.headers.set("Content-Type", "application/javascript")

    return act


POLICY = Policy("jsonp", OUTBOUND, action_of, once=True)

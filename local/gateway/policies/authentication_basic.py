"""authentication-basic: a user name and password for the backend."""

import base64

from local.gateway.compiler import INBOUND, Policy
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    username, password = node.text("username"), node.text("password")

    async def act(execution: Execution) -> None:
        context = execution.context
        credentials = f"{username(context)}:{password(context)}".encode()
        context.request.headers.set("Authorization", f"Basic {base64.b64encode(credentials).decode()}")

    return act


POLICY = Policy("authentication-basic", INBOUND, action_of)

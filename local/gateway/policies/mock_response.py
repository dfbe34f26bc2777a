"""mock-response: answer with the operation's documented example, without a backend."""

import json
from collections.abc import Callable

from local.gateway.compiler import Policy
from local.gateway.context import Headers, Response
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.openapi import Example
from local.gateway.settings import as_status, at_least
from local.gateway.statuses import reason_phrase
from local.gateway.steps import Action


def action_of(node: Node) -> Action:
    status = _number(node, "status-code", as_status, "200")
    media_type = node.literal("content-type", "")
    index = _number(node, "index", at_least(0), "0")
    enabled = node.literal("enabled", "true") == "true"

    async def act(execution: Execution) -> None:
        if enabled:
            matching = [each for each in execution.examples if _matches(each, status, media_type)]
            chosen = matching[index] if index < len(matching) else Example(status, media_type)
            execution.answer(_response(chosen))

    return act


def _number(node: Node, name: str, convert: Callable[[object], int], default: str) -> int:
    try:
        return convert(node.literal(name, default))
    except ValueError as error:
        node.error(str(error))
        return 0


def _matches(example: Example, status: int, media_type: str) -> bool:
    return example.status == status and media_type in {"", example.media_type}


def _response(example: Example) -> Response:
    headers = Headers([("Content-Type", example.media_type)] if example.media_type else [])
    response = Response(example.status, reason_phrase(example.status), headers)
    if example.content is not None:
        text = example.content if isinstance(example.content, str) else json.dumps(example.content)
        response.body.content = text.encode()
    return response


POLICY = Policy("mock-response", frozenset({"inbound", "outbound", "on-error"}), action_of)

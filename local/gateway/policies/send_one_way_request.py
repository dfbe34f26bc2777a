"""send-one-way-request: call another service without waiting for its answer."""

import logging

import httpx

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution
from local.gateway.faults import PolicyFault
from local.gateway.node import Node
from local.gateway.policies.forward_request import request_timeout
from local.gateway.policies.send_request import DEFAULT_TIMEOUT
from local.gateway.policies.side_request import side_request
from local.gateway.steps import Action

logger = logging.getLogger(__name__)


def action_of(node: Node) -> Action:
    timeout = request_timeout(node, DEFAULT_TIMEOUT)
    build = side_request(node)

    async def act(execution: Execution) -> None:
        request, seconds = await build(execution), timeout(execution.context)
        execution.afterwards.append(lambda: _send(execution, request, seconds))

    return act


async def _send(execution: Execution, request: httpx.Request, seconds: float) -> None:
    try:
        await execution.services.client.send(request, seconds, execution.section_span)
    except PolicyFault as fault:
        logger.warning("a one-way request to %s failed: %s", request.url.host, fault.reason)


POLICY = Policy("send-one-way-request", EVERYWHERE, action_of, ordered=False)

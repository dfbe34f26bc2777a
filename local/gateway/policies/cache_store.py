"""cache-store: keep the response for the requests to come."""

from local.gateway.cached_response import MAX_BYTES, CachedResponse
from local.gateway.compiler import OUTBOUND, Policy
from local.gateway.context import Response
from local.gateway.execution import Execution
from local.gateway.node import Node
from local.gateway.settings import as_flag, at_least
from local.gateway.steps import Action, Steps


def action_of(node: Node) -> Action:
    duration = node.setting("duration", at_least(1))
    cache_response = node.optional("cache-response", as_flag)
    place = node.place

    async def act(execution: Execution) -> None:
        context, lookup = execution.context, execution.lookup
        if lookup is None:
            return
        response = context.response
        wanted = cache_response(context) if cache_response else response.status_code == 200  # noqa: PLR2004
        if not wanted or len(response.body.content or b"") > MAX_BYTES:
            return
        seconds = duration(context)
        lookup.tell_downstream(response.headers, seconds)
        stored = _snapshot(response, execution.continuations[place])
        execution.services.responses.store(lookup.key, stored, stored.size, seconds)

    return act


def _snapshot(response: Response, resume: Steps) -> CachedResponse:
    return CachedResponse(
        response.status_code,
        response.status_reason,
        tuple(response.headers.items()),
        response.body.content or b"",
        resume,
    )


POLICY = Policy("cache-store", OUTBOUND, action_of, once=True)

"""authentication-managed-identity: an access token of the gateway's own identity."""

from collections.abc import Awaitable, Callable

from local.gateway.compiler import INBOUND, OUTBOUND, Policy
from local.gateway.context import Headers
from local.gateway.execution import Execution
from local.gateway.faults import PolicyFault
from local.gateway.node import Node
from local.gateway.settings import as_text
from local.gateway.steps import Action

Authorize = Callable[[Execution, Headers], Awaitable[None]]


def authorization(node: Node) -> Authorize:
    """Put the token in the Authorization header, or in a variable if the policy names one."""
    resource = node.text("resource")
    client_id = node.optional("client-id", as_text)
    variable = node.literal("output-token-variable-name", "")
    ignore_error = node.flag("ignore-error", False)

    async def authorize(execution: Execution, headers: Headers) -> None:
        context = execution.context
        try:
            token = await _token(execution, resource(context), client_id(context) if client_id else None)
        except PolicyFault:
            if ignore_error(context):
                return
            raise
        if variable:
            context.variables[variable] = token
        else:
            headers.set("Authorization", f"Bearer {token}")

    return authorize


async def _token(execution: Execution, resource: str, client_id: str | None) -> str:
    provider = execution.services.managed_identity
    if provider is None:
        raise PolicyFault("ManagedIdentityNotFound", "the gateway has no managed identity")
    try:
        return await provider(resource, client_id)
    except OSError as error:
        raise PolicyFault("ManagedIdentityUnavailable", f"no token for {resource}") from error


def action_of(node: Node) -> Action:
    authorize = authorization(node)

    async def act(execution: Execution) -> None:
        await authorize(execution, execution.context.request.headers)

    return act


POLICY = Policy("authentication-managed-identity", INBOUND | OUTBOUND, action_of)

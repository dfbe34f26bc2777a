"""POST oauth2/v2.0/token and oauth2/v2.0/revoke: what clients ask for themselves."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.identity.client_authentication import authenticated_client
from local.identity.errors import NO_STORE, OAuthError
from local.identity.grant_types import GRANT_TYPES, TokenRequest
from local.identity.parameters import form_parameters
from local.identity.provider import Provider


async def token(provider: Provider, request: Request) -> Response:
    provider.drills.calls["token"] += 1
    form = await form_parameters(request)
    grant_type = form.require("grant_type")
    if grant_type not in GRANT_TYPES:
        raise OAuthError("unsupported_grant_type", 70003, "The grant type is not supported.")
    provider.drills.calls[grant_type] += 1
    provider.drills.fail_if_due()
    client = authenticated_client(provider, form)
    return JSONResponse(GRANT_TYPES[grant_type](TokenRequest.read(provider, client, form)), headers=NO_STORE)


async def revoke(provider: Provider, request: Request) -> Response:
    """Revoke a refresh token and its family (RFC 7009); Entra itself has no such endpoint."""
    provider.drills.calls["revoke"] += 1
    provider.drills.fail_if_due()
    form = await form_parameters(request)
    client = authenticated_client(provider, form)
    provider.grants.revoke(form.require("token"), client.client_id)
    return Response(headers=NO_STORE)

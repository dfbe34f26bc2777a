"""The provider's own switches, which Entra does not have: key rotation, call counts and drills."""

from typing import TypeVar

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.identity.directory import User
from local.identity.drills import Drill, Fault, Revoked, StepUp
from local.identity.errors import OAuthError
from local.identity.provider import Provider

DONE = 204

AnyDrill = TypeVar("AnyDrill", bound=Drill)


async def rotate(provider: Provider, request: Request) -> Response:
    """POST /_rotate: a new signing key; `?retire=true` forgets all older ones, and so ends their tokens."""
    kid = provider.signing_keys.rotate(retire=request.query_params.get("retire") == "true")
    return JSONResponse({"kid": kid, "keys": len(provider.signing_keys.accepted.keys)})


async def calls(provider: Provider, _request: Request) -> Response:
    """GET /_calls: how often each endpoint was called since the start, the token endpoint by grant too."""
    return JSONResponse(provider.drills.calls)


async def set_fault(provider: Provider, request: Request) -> Response:
    """PUT /_faults: let a share of the token endpoint's requests fail, until it is cleared."""
    provider.drills.set_fault(await _read(Fault, request))
    return Response(status_code=DONE)


async def clear_fault(provider: Provider, _request: Request) -> Response:
    """DELETE /_faults: all is well again."""
    provider.drills.set_fault(Fault(share=0))
    return Response(status_code=DONE)


async def set_step_up(provider: Provider, request: Request) -> Response:
    """PUT /_step_up: on-behalf-of for a user needs an authentication context."""
    drill = await _read(StepUp, request)
    provider.drills.step_ups[_user(provider, drill.login).id] = drill.acrs
    return Response(status_code=DONE)


async def clear_step_up(provider: Provider, _request: Request) -> Response:
    """DELETE /_step_up: nobody needs one."""
    provider.drills.step_ups.clear()
    return Response(status_code=DONE)


async def revoke_user(provider: Provider, request: Request) -> Response:
    """PUT /_revoked: end a user's refresh tokens and single sign-on; access tokens live to their expiry."""
    user = _user(provider, (await _read(Revoked, request)).login)
    provider.grants.revoke_user(user.id)
    provider.sessions.end_user(user.id)
    return Response(status_code=DONE)


async def _read(kind: type[AnyDrill], request: Request) -> AnyDrill:
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError as error:
        raise OAuthError("invalid_request", 9002313, error.errors()[0]["msg"]) from error


def _user(provider: Provider, login: str) -> User:
    if user := provider.directory.user(login):
        return user
    raise OAuthError("invalid_request", 50034, "The user is not in the tenant's directory.")

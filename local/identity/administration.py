"""The provider's own switches, which Entra does not have: rotate keys, count calls, fail on purpose."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.identity.drills import Fault
from local.identity.provider import Provider


async def rotate(provider: Provider, request: Request) -> Response:
    """POST /_rotate: a new signing key; `?retire=true` forgets all older ones, and so ends their tokens."""
    kid = provider.signing_keys.rotate(retire=request.query_params.get("retire") == "true")
    return JSONResponse({"kid": kid, "keys": len(provider.signing_keys.accepted.keys)})


async def calls(provider: Provider, _request: Request) -> Response:
    """GET /_calls: how often each endpoint was called since the start."""
    return JSONResponse(provider.drills.calls)


async def set_fault(provider: Provider, request: Request) -> Response:
    """PUT /_faults: let a share of the token endpoint's requests fail."""
    try:
        fault = Fault.model_validate_json(await request.body())
    except ValidationError as error:
        return JSONResponse({"error": error.errors()[0]["msg"]}, 400)
    provider.drills.set_fault(fault)
    return Response(status_code=204)


async def clear_fault(provider: Provider, _request: Request) -> Response:
    """DELETE /_faults: all is well again."""
    provider.drills.set_fault(Fault(share=0))
    return Response(status_code=204)

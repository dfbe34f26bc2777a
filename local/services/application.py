"""What the three applications have in common: token check, faults on command, JSON errors."""

from collections.abc import Awaitable, Callable

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.services.config import ServiceConfig
from local.services.documents import answer, to_json
from local.services.errors import Refusal
from local.services.faults import FaultMiddleware, Faults
from local.services.signing_keys import SigningKeys
from local.services.tokens import Caller, TokenCheck

Endpoint = Callable[[Request, Caller], Awaitable[Response]]


def assemble(
    config: ServiceConfig,
    transport: httpx.AsyncBaseTransport,
    clock: Callable[[], float],
    role: str,
    endpoints: list[tuple[str, str, Endpoint]],
) -> Starlette:
    """An application of (method, path, endpoint) rows; `role` is what an application's token needs."""
    keys = SigningKeys(config.jwks_uri, transport, clock)
    check = TokenCheck(config.issuer, config.audience, role, keys, clock)
    faults = Faults()
    app = Starlette(
        routes=[*faults.routes(), *(_route(check, *endpoint) for endpoint in endpoints)],
        middleware=[Middleware(FaultMiddleware, faults=faults)],
        exception_handlers=dict.fromkeys((Refusal, HTTPException, Exception), _error),
    )
    app.router.redirect_slashes = False  # a redirect would carry the host of the request
    return app


def _route(check: TokenCheck, method: str, path: str, endpoint: Endpoint) -> Route:
    async def checked(request: Request) -> Response:
        return await endpoint(request, await check(request.headers.get("authorization")))

    return Route(path, checked, methods=[method])


def _error(_: Request, error: Exception) -> Response:
    """The answer to a request that ended early, or whose path or method no endpoint has."""
    match error:
        case Refusal(status=status, code=code, message=message, headers=headers):
            pass
        case HTTPException(status_code=status, detail=message, headers=headers):
            code = message.lower().replace(" ", "_")
        case _:
            status, code, message, headers = 500, "internal_error", "the service failed", None
    return answer(to_json({"error": code, "message": message}), status, headers)

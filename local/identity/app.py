"""The provider as one ASGI app: every endpoint, at every origin it is served from."""

import time
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from local.identity import administration, authorization, discovery, logout, token_endpoint
from local.identity.certificates import create_certificates
from local.identity.client_keys import create_client_keys
from local.identity.config import IdentityConfig
from local.identity.directory import Directory
from local.identity.errors import OAuthError, error_response
from local.identity.pages import about_page
from local.identity.provider import Provider

Clock = Callable[[], float]


def prepare(config: IdentityConfig, clock: Clock = time.time) -> None:
    """Create what state does not exist yet, for others to read before the start. Raises StateDamaged."""
    _open(config, clock)


def create_app(config: IdentityConfig, clock: Clock = time.time) -> Starlette:
    provider = _open(config, clock)

    async def refuse(_request: Request, error: Exception) -> Response:
        if isinstance(error, OAuthError):
            return error_response(error, clock())
        raise error

    return Starlette(routes=_routes(provider), exception_handlers={OAuthError: refuse})


def _open(config: IdentityConfig, clock: Clock) -> Provider:
    create_certificates(config.state, clock)
    create_client_keys(config.state, Directory.load(config.directory, config.public_url))
    return Provider.open(config, clock)


def _routes(provider: Provider) -> list[BaseRoute]:
    def route(
        path: str, endpoint: Callable[[Provider, Request], Awaitable[Response]], *methods: str
    ) -> Route:
        return Route(path, partial(endpoint, provider), methods=methods or ["GET"])

    tenant = [
        route("/v2.0/.well-known/openid-configuration", discovery.openid_configuration),
        route("/discovery/v2.0/keys", discovery.keys),
        route("/oauth2/v2.0/authorize", authorization.authorize, "GET", "POST"),
        route("/oauth2/v2.0/token", token_endpoint.token, "POST"),
        route("/oauth2/v2.0/revoke", token_endpoint.revoke, "POST"),
        route("/oauth2/v2.0/logout", logout.logout, "GET", "POST"),
    ]
    return [
        Mount(f"/{provider.directory.tenant_id}", routes=tenant),
        route("/", _about),
        route("/_rotate", administration.rotate, "POST"),
        route("/_calls", administration.calls),
        route("/_faults", administration.set_fault, "PUT"),
        route("/_faults", administration.clear_fault, "DELETE"),
        route("/_step_up", administration.set_step_up, "PUT"),
        route("/_step_up", administration.clear_step_up, "DELETE"),
        route("/_revoked", administration.revoke_user, "PUT"),
        route("/{tenant}/{path:path}", _unknown_tenant, "GET", "POST"),
    ]


async def _about(_provider: Provider, _request: Request) -> Response:
    return about_page()


async def _unknown_tenant(_provider: Provider, _request: Request) -> Response:
    raise OAuthError("invalid_tenant", 90002, "The tenant is not known here.")

"""Tokens as the sample clients get them: through the identity provider's real flows."""

import ssl
from dataclasses import dataclass

import httpx

from local.identity.sign_in import SignInFailed, Tokens, client_credentials, registered_client, sign_in
from local.stack.directory import partners, read_directory
from local.stack.keys import subscription_keys
from local.stack.layout import Layout

USER_CLIENTS = {"mobile": "phone", "desktop": "web"}
ALL_SCOPES = ("orders.read", "orders.write", "catalog.read")


@dataclass(frozen=True)
class TokenRequest:
    """Whose token for which channel; `lifetime` in seconds, negative for one that has expired."""

    channel: str
    login: str
    scopes: tuple[str, ...] = ALL_SCOPES
    lifetime: int | None = None
    extra_scopes: tuple[str, ...] = ()


async def token(layout: Layout, request: TokenRequest) -> Tokens:
    """Raises SignInFailed, and httpx.ConnectError when no provider listens."""
    context = ssl.create_default_context(cafile=layout.ca_bundle)
    async with httpx.AsyncClient(verify=context) as http:
        return await request_token(http, layout, request)


def subscription_key(layout: Layout, login: str) -> str:
    """The key with which a partner calls the partner channel; raises SignInFailed."""
    names = [partner.name for partner in partners(read_directory(layout))]
    if login not in names:
        raise SignInFailed(f"no partner is called '{login}'; try {' or '.join(names)}")
    return subscription_keys(layout.state / "keys.json", names)[login]["primary"]


async def request_token(http: httpx.AsyncClient, layout: Layout, request: TokenRequest) -> Tokens:
    directory = read_directory(layout)
    authority = f"{layout.url('identity')}/{directory.tenant_id}/v2.0"
    api = f"api://portico-{request.channel}"
    state = layout.state / "identity"
    if directory.resource(api) is None:
        raise SignInFailed(f"there is no channel '{request.channel}'; try mobile, desktop or partner")
    extra = {} if request.lifetime is None else {"lifetime": str(request.lifetime)}
    client_name = USER_CLIENTS.get(request.channel)
    if client_name is None:
        client = registered_client(directory, state, request.login)
        return await client_credentials(http, authority, client, f"{api}/.default", **extra)
    if directory.user(request.login) is None:
        raise SignInFailed(f"no user is called '{request.login}'; try alice, bob or carol")
    client = registered_client(directory, state, client_name)
    scope = " ".join([*(f"{api}/{name}" for name in request.scopes), *request.extra_scopes])
    return await sign_in(http, authority, client, request.login, scope, **extra)

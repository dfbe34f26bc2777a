"""Tokens as the sample clients get them: through the identity provider's real flows."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass

import httpx

from local.identity.directory import App, Directory
from local.identity.sign_in import SignInFailed, Tokens, client_credentials, registered_client, sign_in
from local.stack.directory import app, clients_of, partners, read_directory, user_client
from local.stack.keys import subscription_keys
from local.stack.layout import Layout


@dataclass(frozen=True)
class TokenRequest:
    """Whose token for which channel, with all of its scopes where none are named.

    `lifetime` is in seconds, negative for a token that has expired.
    """

    channel: str
    login: str
    scopes: tuple[str, ...] = ()
    lifetime: int | None = None
    extra_scopes: tuple[str, ...] = ()


async def token(layout: Layout, request: TokenRequest) -> Tokens:
    """Raises SignInFailed, also when no provider answers."""
    context = ssl.create_default_context(cafile=layout.ca_bundle)
    try:
        async with httpx.AsyncClient(verify=context) as http:
            return await request_token(http, layout, request)
    except httpx.TransportError as error:
        reason = type(error).__name__
        raise SignInFailed(f"{layout.url('identity')} does not answer: {reason}") from error


def subscription_key(layout: Layout, login: str) -> str:
    """The key with which a partner calls the partner channel; raises SignInFailed."""
    if "partner" not in layout.channels:
        raise _unknown("channel", "partner", layout.channels)
    names = [partner.name for partner in partners(read_directory(layout))]
    if login not in names:
        raise _unknown("partner", login, names)
    return subscription_keys(layout.state / "keys.json", names)[login]["primary"]


async def request_token(http: httpx.AsyncClient, layout: Layout, request: TokenRequest) -> Tokens:
    """Raises SignInFailed, and StartError for a channel without an application."""
    if request.channel not in layout.channels:
        raise _unknown("channel", request.channel, layout.channels)
    directory, state = read_directory(layout), layout.state / "identity"
    api = app(directory, f"portico-{request.channel}")
    authority = f"{layout.url('identity')}/{directory.tenant_id}/v2.0"
    extra = {} if request.lifetime is None else {"lifetime": str(request.lifetime)}
    signs_in = user_client(directory, api.name)
    if signs_in is None:
        client = registered_client(directory, state, _application(directory, api, request.login))
        return await client_credentials(http, authority, client, f"{api.identifier_uri}/.default", **extra)
    if directory.user(request.login) is None:
        raise _unknown("user", request.login, (user.login for user in directory.users[:3]))
    client = registered_client(directory, state, signs_in.name)
    scopes = [f"{api.identifier_uri}/{name}" for name in request.scopes or api.scopes]
    scope = " ".join([*scopes, *request.extra_scopes])
    return await sign_in(http, authority, client, request.login, scope, **extra)


def _application(directory: Directory, api: App, name: str) -> str:
    """One that calls the API as itself; whether it may is for the provider to say."""
    if name not in {each.name for each in directory.apps}:
        callers = clients_of(directory, api.name)
        names = (f"AS={each.name}" for each in directory.apps if each.client_id in callers)
        raise _unknown("client", name, names)
    return name


def _unknown(kind: str, name: str, known: Iterable[str]) -> SignInFailed:
    return SignInFailed(f"no {kind} is called '{name}'; try {' or '.join(known)}")

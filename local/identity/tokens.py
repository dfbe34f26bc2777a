"""The tokens the provider signs, with the claims of Entra's v2.0 tokens."""

import secrets
import uuid
from typing import Any

from local.identity.digests import sha256_base64url
from local.identity.directory import App, User
from local.identity.errors import OAuthError
from local.identity.grants import Grant
from local.identity.provider import Provider
from local.identity.scopes import RequestedScope

LIFETIME = 3600

TokenResponse = dict[str, Any]


def user_tokens(
    provider: Provider, client: App, grant: Grant, scope: RequestedScope, lifetime: int
) -> TokenResponse:
    """An access token for a user, with an ID token and a refresh token if the scope asks for them."""
    user = provider.directory.user(grant.user_id)
    if user is None:
        raise OAuthError("invalid_grant", 50034, "The user is not in the tenant's directory.")
    claims = _token_claims(provider, lifetime) | _user_claims(provider, user, grant.sid, scope.resource)
    claims |= _access_claims(client, scope.resource, provider.directory.roles(scope.resource, user.login))
    claims |= {"scp": " ".join(scope.delegated)} | ({"acrs": grant.acrs} if grant.acrs else {})
    response = _response(provider, claims, scope, lifetime)
    if "openid" in scope.openid:
        id_claims = _token_claims(provider, LIFETIME) | _user_claims(provider, user, grant.sid, client)
        id_claims |= {"aud": client.client_id, "auth_time": grant.auth_time}
        id_claims |= {"nonce": grant.nonce} if grant.nonce else {}
        response["id_token"] = provider.signing_keys.sign(id_claims)
    if "offline_access" in scope.openid:
        response["refresh_token"] = provider.grants.issue("refresh_token", grant)
    return response


def app_tokens(provider: Provider, client: App, scope: RequestedScope, lifetime: int) -> TokenResponse:
    """An access token for a client in its own name."""
    principal = str(uuid.uuid5(uuid.UUID(provider.directory.tenant_id), client.client_id))
    claims = _token_claims(provider, lifetime) | {"oid": principal, "sub": principal, "idtyp": "app"}
    claims |= _access_claims(client, scope.resource, provider.directory.roles(scope.resource, client.name))
    return _response(provider, claims, scope, lifetime)


def _response(
    provider: Provider, claims: dict[str, Any], scope: RequestedScope, lifetime: int
) -> TokenResponse:
    return {
        "token_type": "Bearer",
        "scope": scope.granted,
        "expires_in": lifetime,
        "ext_expires_in": lifetime,
        "access_token": provider.signing_keys.sign(claims),
    }


def _token_claims(provider: Provider, lifetime: int) -> dict[str, Any]:
    now = int(provider.clock())
    issued_at = min(now, now + lifetime)
    return {
        "iss": provider.issuer,
        "tid": provider.directory.tenant_id,
        "iat": issued_at,
        "nbf": issued_at,
        "exp": now + lifetime,
        "uti": secrets.token_urlsafe(16),
        "ver": "2.0",
    }


def _access_claims(client: App, resource: App, roles: list[str]) -> dict[str, Any]:
    # azpacr: 0 for a public client, 2 for one that proved itself with an assertion
    claims = {
        "aud": resource.client_id,
        "azp": client.client_id,
        "azpacr": "0" if client.kind == "public" else "2",
    }
    return claims | ({"roles": roles} if roles else {})


def _user_claims(provider: Provider, user: User, sid: str, audience: App) -> dict[str, Any]:
    return {
        "oid": user.id,
        "sub": sha256_base64url(f"{provider.directory.tenant_id} {user.id} {audience.client_id}"),
        "sid": sid,
        "name": user.name,
        "preferred_username": user.email,
    }

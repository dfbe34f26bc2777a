"""The token endpoint's four grants: authorization code, refresh token, client credentials, on-behalf-of."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from joserfc.jwt import Claims, JWTClaimsRegistry

from local.identity.client_authentication import confidential
from local.identity.digests import sha256_base64url
from local.identity.directory import App
from local.identity.errors import OAuthError
from local.identity.grants import Grant
from local.identity.jwt_verification import InvalidToken, verified_claims
from local.identity.parameters import Parameters
from local.identity.provider import Provider
from local.identity.scopes import RequestedScope, application_scope, delegated_scope
from local.identity.signing_keys import ALGORITHM
from local.identity.tokens import LIFETIME, TokenResponse, app_tokens, user_tokens


@dataclass(frozen=True)
class TokenRequest:
    """A request to the token endpoint by an authenticated client."""

    provider: Provider
    client: App
    form: Parameters
    lifetime: int

    @classmethod
    def read(cls, provider: Provider, client: App, form: Parameters) -> Self:
        """`lifetime` (seconds, may be negative) is a parameter Entra does not have: it makes stale tokens."""
        lifetime = form.get("lifetime", str(LIFETIME))
        if not re.fullmatch("-?[0-9]{1,6}", lifetime):
            raise OAuthError("invalid_request", 90100, "The parameter 'lifetime' is a number of seconds.")
        return cls(provider, client, form, int(lifetime))

    def delegated_scope(self, text: str) -> RequestedScope:
        return delegated_scope(self.provider.directory, self.client, text)


def authorization_code(request: TokenRequest) -> TokenResponse:
    form, client = request.form, request.client
    code, verifier = form.require("code"), form.require("code_verifier")
    grant = request.provider.grants.redeem("code", code, client.client_id)
    if form.require("redirect_uri") != grant.redirect_uri:
        raise OAuthError("invalid_grant", 50011, "The redirect URI is not the authorization request's.")
    if not secrets.compare_digest(sha256_base64url(verifier), grant.code_challenge):
        raise OAuthError("invalid_grant", 501481, "The code verifier does not match the code challenge.")
    scope = request.delegated_scope(grant.scope)
    return user_tokens(request.provider, client, grant, scope, request.lifetime)


def refresh_token(request: TokenRequest) -> TokenResponse:
    """A new refresh token each time; as in Entra, one may serve any resource the client is authorised on."""
    secret, text = request.form.require("refresh_token"), request.form.get("scope")
    if text:
        request.delegated_scope(text)  # refused before the one-time token is spent
    grant = request.provider.grants.redeem("refresh_token", secret, request.client.client_id)
    scope = request.delegated_scope(text or grant.scope)
    scope = replace(scope, openid=scope.openid | {"offline_access"})
    return user_tokens(request.provider, request.client, grant, scope, request.lifetime)


def client_credentials(request: TokenRequest) -> TokenResponse:
    client = confidential(request.client)
    scope = application_scope(request.provider.directory, request.form.require("scope"))
    return app_tokens(request.provider, client, scope, request.lifetime)


def on_behalf_of(request: TokenRequest) -> TokenResponse:
    """The client trades the access token it was called with for one to call its upstream, same user."""
    client = confidential(request.client)
    if request.form.get("requested_token_use") != "on_behalf_of":
        raise OAuthError("invalid_request", 900144, "'requested_token_use' must be 'on_behalf_of'.")
    text = request.form.require("scope")
    scope = request.delegated_scope(text)
    user = _asserted_claims(request.provider, client, request.form.require("assertion"))
    request.provider.drills.require_step_up(user["oid"], user.get("acrs", []))
    grant = Grant(client.client_id, user["oid"], user["sid"], text)
    return user_tokens(request.provider, client, grant, scope, request.lifetime)


def _asserted_claims(provider: Provider, client: App, assertion: str) -> Claims:
    # `scp` tells a user's access token from an app's, and from an ID token of the same audience.
    rules = JWTClaimsRegistry(
        now=int(provider.clock()),
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": client.client_id},
        exp={"essential": True},
        scp={"essential": True},
    )
    try:
        return verified_claims(assertion, provider.signing_keys.accepted, [ALGORITHM], rules)
    except InvalidToken as error:
        raise OAuthError("invalid_grant", 50013, f"Assertion refused: {error}.") from error


GRANT_TYPES: dict[str, Callable[[TokenRequest], TokenResponse]] = {
    "authorization_code": authorization_code,
    "refresh_token": refresh_token,
    "client_credentials": client_credentials,
    "urn:ietf:params:oauth:grant-type:jwt-bearer": on_behalf_of,
}

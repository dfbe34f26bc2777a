"""The identity provider as a web login needs it: authorize, redeem, refresh, revoke.

msal does the code flow with PKCE and nonce. What it leaves to us (measured with 1.39) is here: it validates
no ID token and ignores the `iss` of an authorization response.
"""

import logging
import warnings
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from desktop_bff.session.session import Grant, User
from desktop_bff.session.transactions import Transaction
from shared.confidential_client import ConfidentialClient
from shared.discovery import read_metadata
from shared.environment import Environment
from shared.problems import InvalidRequest, LoginRequired, StepUpRequired, UpstreamFailed, UpstreamProblem
from shared.settings import SessionSettings
from shared.token_verifier import unverified_claims
from shared.tokens import CANNOT_ISSUE, TokenAnswer

METADATA_SECONDS = 3600.0
_INTERACTION = frozenset({"interaction_required", "login_required", "consent_required"})
_CODE_REFUSALS = _INTERACTION | {"invalid_grant", "invalid_request"}
_REQUIRED_CLAIMS = ("sub", "nonce", "tid", "oid")

# The code comes back in the query: a form post is cross-site and would need a cookie without SameSite.
warnings.filterwarnings("ignore", message="response_mode='form_post' is recommended")
# At DEBUG it logs codes with their verifiers.
logging.getLogger("msal").setLevel(logging.INFO)


class _GrantAnswer(TokenAnswer):
    refresh_token: str | None = None


class GrantEnded(Exception):
    """The provider says that the refresh token is good no longer."""


class Provider:
    """One confidential client of one issuer."""

    def __init__(self, environment: Environment, session: SessionSettings, redirect_uri: str) -> None:
        settings, clock = environment.settings, environment.clock
        self._authority = settings.authority
        self._tenant_id = settings.tenant_id
        self._session = session
        self._redirect_uri = redirect_uri
        self._transport = environment.transports.identity
        self._verifier = environment.token_verifier
        self._clock = clock
        self._client = ConfidentialClient(
            session.client_id, session.assertion_key, settings.authority, self._transport, clock
        )
        self._metadata: tuple[float, dict[str, Any]] | None = None

    async def authorization(self, prompt: str | None, claims: str | None) -> dict[str, Any]:
        """msal's flow: `auth_uri` to go to, and the state, nonce and verifier to keep meanwhile."""
        return await self._client.acquire(
            lambda application: application.initiate_auth_code_flow(
                self._session.scope.split(),
                redirect_uri=self._redirect_uri,
                prompt=prompt,
                claims_challenge=claims,
                response_mode="query",
            )
        )

    async def redeem(self, transaction: Transaction, code: str, issuer: str | None) -> tuple[Grant, User]:
        """The tokens of a code; raises InvalidRequest when the code or its ID token is not good."""
        await self._require_issuer(issuer)
        answer = await self._client.acquire(
            lambda application: application.acquire_token_by_auth_code_flow(
                transaction.flow(self._redirect_uri), {"state": transaction.state, "code": code}
            )
        )
        if answer.get("error") in _CODE_REFUSALS:
            raise InvalidRequest("The sign-in was not accepted; begin again.", parameter="code")
        _require_success(answer)
        try:
            user = await self._user(str(answer.get("id_token", "")), transaction.nonce_claim)
        except ValueError as error:
            raise UpstreamFailed("The identity provider sent an ID token that is not valid.") from error
        return self._grant(answer, user), user

    async def refresh(self, refresh_token: str, user: User) -> Grant:
        """Raises GrantEnded when the grant is good no longer, a SignInProblem when the user must come back
        for another, and an UpstreamProblem when waiting may help."""
        if not refresh_token:
            raise GrantEnded
        answer = await self._client.acquire(
            lambda application: application.acquire_token_by_refresh_token(
                refresh_token, self._session.scope.split()
            )
        )
        if answer.get("error") == "invalid_grant":
            raise GrantEnded
        if answer.get("error") in _INTERACTION:
            raise _interaction(answer.get("claims"))
        _require_success(answer)
        return self._grant(answer, user)

    async def revoke(self, refresh_token: str) -> None:
        """As far as the provider can and will (RFC 7009); Entra ID has no such endpoint."""
        try:
            endpoint = (await self.metadata()).get("revocation_endpoint")
            if endpoint and refresh_token:
                form = {"token": refresh_token, "token_type_hint": "refresh_token"}
                await self._client.post(str(endpoint), form)
        except UpstreamProblem:
            return

    async def logout_url(self, return_to: str) -> str:
        """Where a browser ends the provider's own session too; "" if the provider has no such page."""
        endpoint = (await self.metadata()).get("end_session_endpoint")
        query = {"client_id": self._session.client_id, "post_logout_redirect_uri": return_to}
        return f"{endpoint}?{urlencode(query)}" if endpoint else ""

    async def metadata(self) -> dict[str, Any]:
        if self._metadata is None or self._clock() - self._metadata[0] > METADATA_SECONDS:
            try:
                document = await read_metadata(self._authority, self._transport)
            except (httpx.HTTPError, ValueError) as error:
                raise UpstreamFailed("The identity provider cannot be reached.") from error
            self._metadata = (self._clock(), document)
        return self._metadata[1]

    async def _require_issuer(self, issuer: str | None) -> None:
        """RFC 9207: who sent the code; a provider that says it tells must tell."""
        told = (await self.metadata()).get("authorization_response_iss_parameter_supported") is True
        if issuer != self._authority and (told or issuer is not None):
            raise InvalidRequest("The answer is of another identity provider.", parameter="iss")

    async def _user(self, id_token: str, nonce: str) -> User:
        claims = await self._verifier.claims(id_token, self._session.client_id, _REQUIRED_CLAIMS)
        if claims["nonce"] != nonce or claims["tid"] != self._tenant_id:
            raise ValueError("an ID token of another sign-in")
        if claims.get("azp", self._session.client_id) != self._session.client_id:
            raise ValueError("an ID token for another client")
        return User.model_validate(claims)

    def _grant(self, answer: Mapping[str, Any], user: User) -> Grant:
        try:
            granted = _GrantAnswer.model_validate(answer)
            _require_owner(granted.access_token, user)
        except ValueError as error:
            raise UpstreamFailed("The identity provider sent a token that is not valid.") from error
        return Grant(
            access_token=granted.access_token,
            access_expires_at=self._clock() + granted.expires_in,
            refresh_token=granted.refresh_token or "",
        )


def _require_owner(access_token: str, user: User) -> None:
    """Nobody is ever handed another's token; whoever is handed it checks all the rest."""
    claims = unverified_claims(access_token)
    if (claims.get("tid"), claims.get("oid")) != user.key:
        raise ValueError("an access token of somebody else")


def _require_success(answer: Mapping[str, Any]) -> None:
    if error := answer.get("error"):
        raise UpstreamFailed(CANNOT_ISSUE) from LookupError(f"token endpoint: {error}")


def _interaction(claims: object) -> StepUpRequired | LoginRequired:
    if claims:
        return StepUpRequired("The identity provider asks the user for more.", claims=str(claims))
    return LoginRequired("The identity provider asks the user to sign in again.")

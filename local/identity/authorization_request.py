"""What a client asks of the authorization endpoint, and how it is answered."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from local.identity.claims_request import ClaimsRequest
from local.identity.directory import App, Directory
from local.identity.errors import NO_STORE, OAuthError
from local.identity.parameters import Parameters
from local.identity.scopes import delegated_scope

PROMPTS = {"none", "login", "select_account", "consent"}


@dataclass(frozen=True)
class AuthorizationRequest:
    """A known client at one of its redirect URIs, which is the only place an answer may be sent to."""

    client: App
    redirect_uri: str
    parameters: Parameters

    @classmethod
    def read(cls, directory: Directory, parameters: Parameters) -> Self:
        client = directory.app(parameters.require("client_id"))
        if client is None:
            raise OAuthError("unauthorized_client", 700016, "The client is not in the tenant's directory.")
        redirect_uri = parameters.require("redirect_uri")
        if not client.accepts_redirect(redirect_uri):
            raise OAuthError("invalid_request", 50011, "The redirect URI is not registered for the client.")
        return cls(client, redirect_uri, parameters)

    @property
    def prompts(self) -> set[str]:
        return set(self.parameters.get("prompt", "").split())

    @property
    def acrs(self) -> list[str]:
        return ClaimsRequest.read(self.parameters.get("claims", "{}")).acrs

    @property
    def max_age(self) -> float:
        """How many seconds ago the user may have signed in."""
        return float(self.parameters.get("max_age", "inf"))

    def check(self, directory: Directory) -> None:
        """Raise OAuthError for what the client must be told."""
        if self.parameters.require("response_type") != "code":
            raise OAuthError("unsupported_response_type", 700054, "The response type must be 'code'.")
        if self.parameters.get("response_mode", "query") != "query":
            raise OAuthError("invalid_request", 70007, "The response mode must be 'query'.")
        if not self.prompts <= PROMPTS:
            raise OAuthError("invalid_request", 90023, "The prompt is not supported.")
        self._check_challenge()
        if not re.fullmatch("[0-9]{0,9}", self.parameters.get("max_age", "")):
            raise OAuthError("invalid_request", 90023, "The parameter 'max_age' is a number of seconds.")
        ClaimsRequest.read(self.parameters.get("claims", "{}"))
        delegated_scope(directory, self.client, self.parameters.require("scope"))

    def answer(self, **parameters: str) -> Response:
        """Send the browser back to the client."""
        if state := self.parameters.get("state"):
            parameters["state"] = state
        headers = NO_STORE | {"Referrer-Policy": "no-referrer"}
        return RedirectResponse(f"{self.redirect_uri}?{urlencode(parameters)}", 303, headers)

    def _check_challenge(self) -> None:
        if self.parameters.get("code_challenge_method") != "S256":
            raise OAuthError("invalid_request", 501491, "PKCE is required, with the method S256.")
        if not re.fullmatch("[A-Za-z0-9_-]{43}", self.parameters.require("code_challenge")):
            raise OAuthError("invalid_request", 501491, "The code challenge is malformed.")

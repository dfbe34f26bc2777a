"""The `claims` parameter of an authorization request (OpenID Connect Core, section 5.5)."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from local.identity.errors import OAuthError


class WantedClaim(BaseModel):
    model_config = ConfigDict(frozen=True)

    value: Any = None
    values: list[Any] = []


class ClaimsRequest(BaseModel):
    """What is asked of the access token; only `acrs` is understood, and the rest is no error."""

    model_config = ConfigDict(frozen=True)

    access_token: dict[str, WantedClaim | None] = {}

    @classmethod
    def read(cls, text: str) -> Self:
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise OAuthError("invalid_request", 50148, "The parameter 'claims' is malformed.") from error

    @property
    def acrs(self) -> list[str]:
        """The authentication contexts the user must sign in with, which is how Entra asks for a step-up."""
        wanted = self.access_token.get("acrs") or WantedClaim()
        return [str(value) for value in [wanted.value, *wanted.values] if value is not None]

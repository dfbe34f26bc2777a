"""Access tokens for the upstreams: what one is, and what a token endpoint answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.caller import Caller
from shared.problems import UpstreamFailed

EXPIRY_MARGIN_SECONDS = 60.0
LEEWAY_SECONDS = 10.0  # a token that is handed out must still be good where it is checked
CANNOT_ISSUE = "The identity provider cannot issue a token now."


class TokenAnswer(BaseModel):
    """What a token endpoint answers when it grants."""

    model_config = ConfigDict(hide_input_in_errors=True, defer_build=True)

    access_token: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$")]
    expires_in: Annotated[float, Field(gt=0)]


@dataclass(frozen=True)
class AccessToken:
    """An upstream's token and when it stops being used (epoch seconds)."""

    value: str = field(repr=False)
    use_until: float


class UpstreamTokens(Protocol):
    """Where the token of a call to an upstream comes from."""

    async def token(self, caller: Caller, scope: str) -> str: ...


def granted(document: Mapping[str, Any], now: float) -> AccessToken:
    """Raises UpstreamFailed for anything but a usable token."""
    try:
        answer = TokenAnswer.model_validate(document)
    except ValueError as reason:
        error = document.get("error")
        cause = LookupError(f"token endpoint: {error} {document.get('error_codes')}") if error else reason
        raise UpstreamFailed(CANNOT_ISSUE) from cause
    return AccessToken(answer.access_token, now + answer.expires_in - EXPIRY_MARGIN_SECONDS)

"""Access tokens for the upstreams; in this module those in the name of the caller (on-behalf-of).

msal does the protocol. What it leaves to us is here: a bounded cache by caller, upstream and assertion, a
single flight, and msal's throttling state kept per caller. (Measured with msal 1.39: it caches no token got
on-behalf-of, sends one request for each concurrent call, and throttles one user for another's failures.)
"""

import time
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

import httpx
from cachetools import LRUCache, TLRUCache
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.caller import Caller
from shared.confidential_client import ConfidentialClient
from shared.problems import StepUpRequired, TokenInvalid, UpstreamFailed
from shared.resilience.single_flight import SingleFlight
from shared.settings import ChannelSettings

MAX_TOKENS = 10_000
EXPIRY_MARGIN_SECONDS = 60.0
_REFUSALS = frozenset({"invalid_grant", "interaction_required"})


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


class OnBehalfOf:
    """Exchanges callers' tokens for tokens of the upstreams."""

    def __init__(
        self,
        channel: ChannelSettings,
        authority: str,
        transport: httpx.AsyncBaseTransport,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client = ConfidentialClient(
            channel.audience, channel.assertion_key, authority, transport, clock
        )
        self._clock = clock
        self._tokens: TLRUCache[object, AccessToken] = TLRUCache(
            MAX_TOKENS, ttu=lambda _key, token, _now: token.use_until, timer=clock
        )
        self._flights: SingleFlight[AccessToken] = SingleFlight()
        self._throttling: LRUCache[object, MutableMapping[str, object]] = LRUCache(MAX_TOKENS)

    async def token(self, caller: Caller, scope: str) -> str:
        """Raises TokenInvalid if the provider refuses the caller's token, an UpstreamProblem if it fails."""
        key = (caller.key, scope, caller.assertion_digest)
        if known := self._tokens.get(key):
            return known.value

        async def exchange() -> AccessToken:
            """Kept even if nobody waits for it any more: a slow provider must not be asked for ever."""
            token = self._tokens[key] = await self._exchange(caller, scope)
            return token

        return (await self._flights.run(key, exchange)).value

    async def _exchange(self, caller: Caller, scope: str) -> AccessToken:
        answer = await self._client.acquire(
            lambda application: application.acquire_token_on_behalf_of(caller.assertion, [scope]),
            self._throttling.setdefault(caller.key, {}),
        )
        return _access_token(answer, self._clock())


def _access_token(document: Mapping[str, Any], now: float) -> AccessToken:
    """Raises TokenInvalid, StepUpRequired or UpstreamFailed for anything but a usable token."""
    error = document.get("error")
    if error == "interaction_required" and document.get("claims"):
        raise StepUpRequired("The identity provider asks the user for more.", claims=str(document["claims"]))
    if error in _REFUSALS:
        raise TokenInvalid("The identity provider does not accept the access token any more.")
    return granted(document, now)


def granted(document: Mapping[str, Any], now: float) -> AccessToken:
    """Raises UpstreamFailed for anything but a usable token."""
    try:
        answer = TokenAnswer.model_validate(document)
    except ValueError as reason:
        error = document.get("error")
        cause = LookupError(f"token endpoint: {error} {document.get('error_codes')}") if error else reason
        raise UpstreamFailed("The identity provider cannot issue a token now.") from cause
    return AccessToken(answer.access_token, now + answer.expires_in - EXPIRY_MARGIN_SECONDS)

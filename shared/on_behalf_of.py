"""Access tokens for the upstreams in the name of the caller (on-behalf-of).

msal does the protocol. What it leaves to us is here: a bounded cache by caller, upstream and assertion, a
single flight, and msal's throttling state kept per caller. (Measured with msal 1.39: it caches no token got
on-behalf-of, sends one request for each concurrent call, and throttles one user for another's failures.)
"""

import time
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from cachetools import LRUCache, TLRUCache

from shared.caller import Caller
from shared.confidential_client import ConfidentialClient
from shared.problems import StepUpRequired, TokenInvalid
from shared.resilience.single_flight import SingleFlight
from shared.tokens import AccessToken, granted

MAX_TOKENS = 10_000
_REFUSALS = frozenset({"invalid_grant", "interaction_required"})


class OnBehalfOf:
    """Exchanges callers' tokens for tokens of the upstreams."""

    def __init__(self, client: ConfidentialClient, clock: Callable[[], float] = time.time) -> None:
        self._client = client
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

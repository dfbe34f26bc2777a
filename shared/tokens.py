"""Access tokens for the upstreams, in the name of the caller (on-behalf-of).

msal does the protocol. What it leaves to us is here: a bounded cache by caller, upstream and assertion, a
single flight, and msal's throttling state kept per caller. (Measured with msal 1.39: it caches no token got
on-behalf-of, sends one request for each concurrent call, and throttles one user for another's failures.)
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from cachetools import LRUCache, TLRUCache

from shared import client_assertion
from shared.caller import Caller
from shared.msal_http import MsalHttpClient
from shared.problems import TokenInvalid, UpstreamFailed
from shared.settings import ChannelSettings
from shared.single_flight import SingleFlight

MAX_TOKENS = 10_000
EXPIRY_MARGIN_SECONDS = 60.0


@dataclass(frozen=True)
class AccessToken:
    """An upstream's token and when it stops being used (epoch seconds)."""

    value: str = field(repr=False)
    use_until: float


class OnBehalfOf:
    """Exchanges callers' tokens for tokens of the upstreams."""

    def __init__(
        self,
        channel: ChannelSettings,
        authority: str,
        transport: httpx.AsyncBaseTransport,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._channel = channel
        self._authority = authority
        self._http = MsalHttpClient(transport)
        self._clock = clock
        self._tokens: TLRUCache[object, AccessToken] = TLRUCache(
            MAX_TOKENS, ttu=lambda _key, token, _now: token.use_until, timer=clock
        )
        self._flights: SingleFlight[AccessToken] = SingleFlight()
        self._throttling: LRUCache[object, MutableMapping[str, object]] = LRUCache(MAX_TOKENS)
        self._assertion: Callable[[], str] | None = None

    async def token(self, caller: Caller, scope: str) -> str:
        """Raises TokenInvalid when the provider refuses the caller's token, UpstreamFailed when it fails."""
        assertion = hashlib.sha256(caller.assertion.encode()).digest()
        key = (caller.tenant_id, caller.object_id, scope, assertion)
        if known := self._tokens.get(key):
            return known.value
        token = await self._flights.run(key, lambda: self._exchange(caller, scope))
        self._tokens[key] = token
        return token.value

    async def _exchange(self, caller: Caller, scope: str) -> AccessToken:
        self._http.attach(asyncio.get_running_loop())
        throttling = self._throttling.setdefault((caller.tenant_id, caller.object_id), {})
        try:
            answer = await asyncio.to_thread(self._acquire, caller.assertion, scope, throttling)
            return _access_token(answer, self._clock())
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise UpstreamFailed("The identity provider cannot issue a token now.") from error

    def _acquire(self, assertion: str, scope: str, throttling: MutableMapping[str, object]) -> dict[str, Any]:
        import msal  # noqa: PLC0415 - costs 75 ms, paid only by a process that needs a token

        application = msal.ConfidentialClientApplication(
            self._channel.audience,
            oidc_authority=self._authority,
            client_credential={"client_assertion": self._client_assertion()},
            http_client=self._http,
            http_cache=throttling,
        )
        try:
            answer: dict[str, Any] = application.acquire_token_on_behalf_of(assertion, [scope])
        except msal.exceptions.MsalError as error:
            raise ValueError("the token endpoint failed") from error
        return answer

    def _client_assertion(self) -> Callable[[], str]:
        if self._assertion is None:
            key = self._channel.assertion_key
            self._assertion = (
                client_assertion.signed_with(key, self._channel.audience, self._authority)
                if key
                else client_assertion.from_managed_identity(self._http)
            )
        return self._assertion


def _access_token(answer: dict[str, Any], now: float) -> AccessToken:
    if answer.get("error") in {"invalid_grant", "interaction_required"}:
        raise TokenInvalid("The identity provider does not accept the access token any more.")
    if "access_token" not in answer:
        raise ValueError(f"token endpoint: {answer.get('error')} {answer.get('error_codes')}")
    return AccessToken(answer["access_token"], now + float(answer["expires_in"]) - EXPIRY_MARGIN_SECONDS)

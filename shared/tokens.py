"""Access tokens for the upstreams, in the name of the caller (on-behalf-of).

msal does the protocol. What it leaves to us is here: a bounded cache by caller, upstream and assertion, a
single flight, and msal's throttling state kept per caller. (Measured with msal 1.39: it caches no token got
on-behalf-of, sends one request for each concurrent call, and throttles one user for another's failures.)
"""

import asyncio
import time
from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

import httpx
from cachetools import LRUCache, TLRUCache
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.caller import Caller
from shared.msal_http import MsalHttpClient
from shared.problems import TokenInvalid, UpstreamFailed, UpstreamUnavailable
from shared.resilience.single_flight import SingleFlight
from shared.settings import ChannelSettings

MAX_TOKENS = 10_000
MAX_EXCHANGES = 32
EXPIRY_MARGIN_SECONDS = 60.0
_REFUSALS = frozenset({"invalid_grant", "interaction_required"})


class TokenAnswer(BaseModel):
    """What a token endpoint answers when it grants."""

    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$")]
    expires_in: Annotated[float, Field(gt=0)]


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
        self._flights: SingleFlight[AccessToken] = SingleFlight(outlives=True)
        self._under_way = 0
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
        if self._under_way >= MAX_EXCHANGES:
            raise UpstreamUnavailable("The identity provider is asked for too many tokens now.")
        loop = asyncio.get_running_loop()
        self._http.attach(loop)
        throttling = self._throttling.setdefault(caller.key, {})
        self._under_way += 1
        try:
            answer = await loop.run_in_executor(
                self._threads, self._acquire, caller.assertion, scope, throttling
            )
            return _access_token(answer, self._clock())
        except (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise UpstreamFailed("The identity provider cannot issue a token now.") from error
        finally:
            self._under_way -= 1

    def _acquire(self, assertion: str, scope: str, throttling: MutableMapping[str, object]) -> object:
        import msal  # noqa: PLC0415 - costs 75 ms, paid only by a process that needs a token

        try:
            application = msal.ConfidentialClientApplication(
                self._channel.audience,
                oidc_authority=self._authority,
                client_credential={"client_assertion": self._client_assertion},
                http_client=self._http,
                http_cache=throttling,
            )
            return application.acquire_token_on_behalf_of(assertion, [scope])
        except msal.exceptions.MsalError as error:
            raise ValueError(f"token endpoint: {error}") from error

    @cached_property
    def _client_assertion(self) -> Callable[[], str]:
        from shared import client_assertion  # noqa: PLC0415 - 40 ms that the first exchange pays

        if self._channel.assertion_key is None:
            return client_assertion.from_managed_identity(self._http)
        return client_assertion.signed_with(
            self._channel.assertion_key, self._channel.audience, self._authority, self._clock
        )

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        """msal's own, so that a slow provider takes no thread from anybody else."""
        return ThreadPoolExecutor(MAX_EXCHANGES, thread_name_prefix="msal")


def _access_token(answer: object, now: float) -> AccessToken:
    document: dict[str, Any] = answer if isinstance(answer, dict) else {}
    if document.get("error") in _REFUSALS:
        raise TokenInvalid("The identity provider does not accept the access token any more.")
    if "error" in document:
        raise ValueError(f"token endpoint: {document['error']} {document.get('error_codes')}")
    granted = TokenAnswer.model_validate(document)
    return AccessToken(granted.access_token, now + granted.expires_in - EXPIRY_MARGIN_SECONDS)

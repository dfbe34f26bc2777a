"""Access tokens for the upstreams in the application's own name (client credentials)."""

import asyncio
import time
from collections.abc import Callable, MutableMapping
from contextlib import suppress

from shared.caller import Caller
from shared.confidential_client import ConfidentialClient
from shared.problems import UpstreamProblem
from shared.resilience.single_flight import SingleFlight
from shared.tokens import EXPIRY_MARGIN_SECONDS, LEEWAY_SECONDS, AccessToken, granted


class ClientCredentials:
    """One token for each upstream, whoever calls, until shortly before it expires."""

    def __init__(self, client: ConfidentialClient, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock
        self._tokens: dict[str, AccessToken] = {}
        self._flights: SingleFlight[AccessToken] = SingleFlight()
        self._throttling: MutableMapping[str, object] = {}

    async def token(self, _caller: Caller, scope: str) -> str:
        """Raises an UpstreamProblem when the provider gives none: no caller is to blame for that."""
        known, now = self._tokens.get(scope), self._clock()
        if known and now < known.use_until:
            return known.value
        renewal = self._flights.run(scope, lambda: self._acquire(scope))
        if not known or now > known.use_until + EXPIRY_MARGIN_SECONDS - LEEWAY_SECONDS:
            return (await renewal).value
        with suppress(TimeoutError, UpstreamProblem):  # it is good for a while yet, and nobody waits
            async with asyncio.timeout(0):
                return (await renewal).value
        return known.value

    async def _acquire(self, scope: str) -> AccessToken:
        answer = await self._client.acquire(
            lambda application: application.acquire_token_for_client([scope]), self._throttling
        )
        token = self._tokens[scope] = granted(answer, self._clock())
        return token

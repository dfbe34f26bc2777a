"""The identity provider's public keys, by key id."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import jwt

from shared.problems import UpstreamFailed
from shared.resilience.single_flight import SingleFlight

MAX_AGE_SECONDS = 3600.0
MIN_REFETCH_SECONDS = 30.0
BACK_OFF_SECONDS = 1.0
_TIMEOUTS = httpx.Timeout(5.0).as_dict()
_FAILURES = (httpx.HTTPError, ValueError, KeyError, TypeError, RecursionError, jwt.PyJWTError)


class SigningKeys:
    """Keys found through the issuer's discovery document, fetched when first needed and kept for an hour.

    An unknown key id refetches them, at most every 30 seconds: forged ids cannot make us hammer the
    provider. Whoever needs keys that are being fetched waits for that fetch. Known keys outlive an outage.
    """

    def __init__(
        self, authority: str, transport: httpx.AsyncBaseTransport, clock: Callable[[], float] = time.time
    ) -> None:
        self._authority = authority
        self._transport = transport
        self._clock = clock
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._attempted_at = self._fetched_at = float("-inf")
        self._fetches: SingleFlight[None] = SingleFlight(outlives=True)

    async def key(self, key_id: str) -> jwt.PyJWK:
        """The key with that id; ValueError when there is none, UpstreamFailed when none can be fetched."""
        if self._outdated(key_id):
            await self._fetches.run("keys", self._fetch)
        if not self._keys:
            raise UpstreamFailed("The identity provider cannot be reached.")
        if key_id not in self._keys:
            raise ValueError("signed with an unknown key")
        return self._keys[key_id]

    def _outdated(self, key_id: str) -> bool:
        since_attempt = self._clock() - self._attempted_at
        if not self._keys:
            return since_attempt > BACK_OFF_SECONDS
        wanted = key_id not in self._keys or self._clock() - self._fetched_at > MAX_AGE_SECONDS
        return wanted and since_attempt > MIN_REFETCH_SECONDS

    async def _fetch(self) -> None:
        try:
            keys = {key["kid"]: jwt.PyJWK(key, "RS256") for key in await self._key_set() if _signs(key)}
        except _FAILURES:
            keys = {}
        self._attempted_at = self._clock()
        if keys:
            self._keys, self._fetched_at = keys, self._attempted_at

    async def _key_set(self) -> list[dict[str, Any]]:
        discovery = await self._document(f"{self._authority}/.well-known/openid-configuration")
        if discovery["issuer"] != self._authority:
            raise ValueError("the discovery document names another issuer")
        keys: list[dict[str, Any]] = (await self._document(discovery["jwks_uri"]))["keys"]
        return keys

    async def _document(self, url: str) -> dict[str, Any]:
        request = httpx.Request("GET", url, extensions={"timeout": _TIMEOUTS})
        response = await self._transport.handle_async_request(request)
        body = await response.aread()
        if response.status_code != httpx.codes.OK:
            raise ValueError(f"{url} answered {response.status_code}")
        document: dict[str, Any] = json.loads(body)
        return document


def _signs(key: Mapping[str, Any]) -> bool:
    return key.get("kty") == "RSA" and key.get("use", "sig") == "sig" and key.get("alg", "RS256") == "RS256"

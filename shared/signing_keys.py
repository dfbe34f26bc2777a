"""The identity provider's public keys, by key id."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import httpx
import jwt

from shared.discovery import read_metadata, read_published
from shared.problems import UpstreamFailed
from shared.resilience.single_flight import SingleFlight

MAX_AGE_SECONDS = 3600.0
MIN_REFETCH_SECONDS = 30.0
BACK_OFF_SECONDS = 1.0
_FAILURES = (httpx.HTTPError, ValueError, KeyError, TypeError)


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
        self._failure: Exception | None = None
        self._fetches: SingleFlight[None] = SingleFlight()

    async def key(self, key_id: str) -> jwt.PyJWK:
        """The key with that id; ValueError when there is none, UpstreamFailed when none can be fetched."""
        if self._outdated(key_id):
            with suppress(TimeoutError):  # nobody waits for a key that is known
                async with asyncio.timeout(0 if key_id in self._keys else None):
                    await self._fetches.run("keys", self._fetch)
        if not self._keys:
            raise UpstreamFailed("The identity provider cannot be reached.") from self._failure
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
            self._keys = _usable(await self._key_set())
            self._fetched_at = self._clock()
        except _FAILURES as error:
            self._failure = error
        self._attempted_at = self._clock()

    async def _key_set(self) -> list[object]:
        metadata = await read_metadata(self._authority, self._transport)
        keys: list[object] = (await read_published(metadata["jwks_uri"], self._transport))["keys"]
        return keys


def _usable(documents: list[object]) -> dict[str, jwt.PyJWK]:
    """The keys that RS256 tokens may be signed with, by id; a malformed one does not spoil the others.

    ValueError when there is none.
    """
    keys: dict[str, jwt.PyJWK] = {}
    for document in documents:
        with suppress(jwt.PyJWTError, ValueError, TypeError):
            if isinstance(document, dict) and _signs(document):
                keys[document["kid"]] = jwt.PyJWK(document, "RS256")
    if not keys:
        raise ValueError("the key set has no key that tokens may be signed with")
    return keys


def _signs(key: Mapping[str, Any]) -> bool:
    """By what the key says of itself (RFC 7517); what it does not say is no hindrance, but for its id."""
    meant = key.get("use", "sig") == "sig" and "verify" in key.get("key_ops", ["verify"])
    return meant and isinstance(key.get("kid"), str) and key.get("alg", "RS256") == "RS256"

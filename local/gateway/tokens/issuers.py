"""OpenID Connect configurations and the signing keys they publish."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from local.gateway.faults import BACKEND_UNREACHABLE, PolicyFault
from local.gateway.forwarding import HttpClient
from local.gateway.tokens.signatures import SigningKey, published_keys

FRESH_SECONDS = 3600
REFETCH_SECONDS = 300
# For each of two documents: the request that fetches anew waits for both, though known keys would serve.
FETCH_TIMEOUT = 2


@dataclass(frozen=True)
class IssuerKeys:
    """What an issuer publishes."""

    issuer: str
    keys: Sequence[SigningKey]

    def has(self, key_id: str | None) -> bool:
        return key_id is None or any(key.key_id == key_id for key in self.keys)


class Issuer:
    """One configuration: fetched once an hour, and for an unknown key once in five minutes at most."""

    def __init__(self, url: str, client: HttpClient, clock: Callable[[], float]) -> None:
        self._url = url
        self._client = client
        self._clock = clock
        self._lock = asyncio.Lock()
        self._published: IssuerKeys | None = None
        self._fetched = self._tried = 0.0
        self._failures = 0

    async def keys(self, key_id: str | None) -> IssuerKeys:
        """The published keys, fetched again when old or without this one; who waited shares a failure."""
        published = self._published
        if published is not None and not self._outdated(published, key_id):
            return published
        failures = self._failures
        async with self._lock:
            published = self._published
            if published is not None and not self._outdated(published, key_id):
                return published
            if published is None and self._failures != failures:
                raise PolicyFault(BACKEND_UNREACHABLE, "the OpenID configuration cannot be read")
            return await self._refresh(published)

    def _outdated(self, published: IssuerKeys, key_id: str | None) -> bool:
        now = self._clock()
        stale = now - self._fetched >= FRESH_SECONDS or not published.has(key_id)
        return stale and now - self._tried >= REFETCH_SECONDS

    async def _refresh(self, known: IssuerKeys | None) -> IssuerKeys:
        self._tried = self._clock()
        try:
            self._published = await self._fetch()
            self._fetched = self._tried
        except PolicyFault:
            self._failures += 1
            if known is None:
                raise
            return known
        return self._published

    async def _fetch(self) -> IssuerKeys:
        configuration = await self._document(self._url)
        issuer, location = configuration.get("issuer"), configuration.get("jwks_uri")
        if not isinstance(issuer, str) or not isinstance(location, str):
            raise PolicyFault(BACKEND_UNREACHABLE, "the OpenID configuration has no issuer or no jwks_uri")
        keys = (await self._document(location)).get("keys")
        return IssuerKeys(issuer, published_keys(keys if isinstance(keys, list) else ()))

    async def _document(self, url: str) -> dict[str, object]:
        content = await self._client.fetch(url, FETCH_TIMEOUT)
        try:
            document = json.loads(content)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise PolicyFault(BACKEND_UNREACHABLE, "the OpenID configuration is not a JSON object")
        return document


class Issuers:
    """Every issuer that a policy names, by the URL of its configuration."""

    def __init__(self, client: HttpClient, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._issuers: dict[str, Issuer] = {}

    def get(self, url: str) -> Issuer:
        if url not in self._issuers:
            self._issuers[url] = Issuer(url, self._client, self._clock)
        return self._issuers[url]

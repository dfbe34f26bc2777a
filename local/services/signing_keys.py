"""The issuer's signing keys, fetched when first needed and again when a token names an unknown one."""

import asyncio
from collections.abc import Callable

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from local.services.errors import Refusal

RENEWAL_SECONDS = 30
FETCH_TIMEOUT_SECONDS = 5


class SigningKeys:
    """The keys at a JWKS address; tokens with made-up key ids cause at most one fetch in 30 seconds."""

    def __init__(self, uri: str, transport: httpx.AsyncBaseTransport, clock: Callable[[], float]) -> None:
        self._uri = uri
        self._client = httpx.AsyncClient(transport=transport, timeout=FETCH_TIMEOUT_SECONDS, trust_env=False)
        self._clock = clock
        self._lock = asyncio.Lock()
        self._keys: KeySet | None = None
        self._renewed_at = float("-inf")

    async def current(self) -> KeySet:
        """The keys held; the first call fetches them."""
        async with self._lock:
            if self._keys is None:
                self._keys = await self._fetch()
            return self._keys

    async def newer_than(self, seen: KeySet) -> KeySet:
        """Keys fetched after `seen`, or the same ones while it is too early to ask again."""
        async with self._lock:
            if self._keys is seen and self._clock() >= self._renewed_at + RENEWAL_SECONDS:
                self._renewed_at = self._clock()
                self._keys = await self._fetch()
            return self._keys or seen

    async def _fetch(self) -> KeySet:
        try:
            response = await self._client.get(self._uri)
            return KeySet.import_key_set(response.raise_for_status().json())
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            raise Refusal(503, "keys_unavailable", "the issuer's signing keys cannot be fetched") from error

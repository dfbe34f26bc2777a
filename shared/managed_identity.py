"""The function app's system-assigned managed identity: in its name other Azure services are read."""

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx

from shared.msal_http import MsalHttpClient
from shared.resilience.single_flight import SingleFlight

if TYPE_CHECKING:
    import msal


class ManagedIdentity:
    """Tokens by resource; msal remembers each and renews it when half its life is over."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._http = MsalHttpClient(transport)
        self._flights: SingleFlight[str] = SingleFlight()

    async def token(self, resource: str) -> str:
        """ValueError or httpx.HTTPError says why there is none."""
        self._http.attach(asyncio.get_running_loop())

        def work() -> str:
            return acquire(self._client, resource)

        return await self._flights.run(resource, lambda: asyncio.to_thread(work))

    @cached_property
    def _client(self) -> "msal.ManagedIdentityClient":
        return system_assigned(self._http)


def system_assigned(http_client: object) -> "msal.ManagedIdentityClient":
    import msal  # noqa: PLC0415 - costs 75 ms, paid by the first token

    return msal.ManagedIdentityClient(msal.SystemAssignedManagedIdentity(), http_client=http_client)


def acquire(identity: "msal.ManagedIdentityClient", resource: str) -> str:
    """A token, waited for; ValueError says why there is none."""
    result: dict[str, Any] = identity.acquire_token_for_client(resource=resource)
    if "access_token" not in result:
        raise ValueError(f"managed identity: {result.get('error')}: {result.get('error_description')}")
    return str(result["access_token"])

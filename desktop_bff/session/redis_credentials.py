"""How a function app signs in to Azure Managed Redis: with its managed identity, without a key."""

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx
import jwt
from redis.credentials import CredentialProvider
from redis.exceptions import AuthenticationError

from shared.msal_http import MsalHttpClient

if TYPE_CHECKING:
    import msal

RESOURCE = (
    "https://redis.azure.com"  # the scope https://redis.azure.com/.default, as a managed identity says it
)


class ManagedIdentityCredentials(CredentialProvider):
    """A user name, the identity's object id, and a token of the system-assigned identity as its password.

    Asked for each new connection; msal remembers the token and renews it when half its life is over. Redis
    drops a connection whose token has expired, and the store's one retry opens the next with a fresh token.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._http = MsalHttpClient(transport)
        self._one_at_a_time = asyncio.Lock()

    async def get_credentials_async(self) -> tuple[str, str]:
        self._http.attach(asyncio.get_running_loop())
        try:
            async with self._one_at_a_time:
                token = await asyncio.to_thread(self._token)
            return jwt.decode(token, options={"verify_signature": False})["oid"], token
        except (httpx.HTTPError, jwt.PyJWTError, KeyError, ValueError) as error:
            raise AuthenticationError("the managed identity has no token for Redis") from error

    @cached_property
    def _identity(self) -> "msal.ManagedIdentityClient":
        import msal  # noqa: PLC0415 - costs 75 ms, paid by the first connection

        return msal.ManagedIdentityClient(msal.SystemAssignedManagedIdentity(), http_client=self._http)

    def _token(self) -> str:
        result: dict[str, Any] = self._identity.acquire_token_for_client(resource=RESOURCE)
        if "access_token" not in result:
            raise ValueError(f"{result.get('error')}: {result.get('error_description')}")
        return str(result["access_token"])

"""How a function app signs in to Azure Managed Redis: with its managed identity, without a key."""

import httpx
import jwt
from redis.credentials import CredentialProvider
from redis.exceptions import AuthenticationError

from shared.managed_identity import ManagedIdentity

# The scope https://redis.azure.com/.default, as a managed identity says it.
RESOURCE = "https://redis.azure.com"


class ManagedIdentityCredentials(CredentialProvider):
    """A user name, the identity's object id, and a token of the system-assigned identity as its password.

    Asked for each new connection. Redis drops a connection whose token has expired, and the store's one
    retry opens the next with a fresh token.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._identity = ManagedIdentity(transport)

    async def get_credentials_async(self) -> tuple[str, str]:
        try:
            token = await self._identity.token(RESOURCE)
            return jwt.decode(token, options={"verify_signature": False})["oid"], token
        except (httpx.HTTPError, jwt.PyJWTError, KeyError, ValueError) as error:
            raise AuthenticationError("the managed identity has no token for Redis") from error

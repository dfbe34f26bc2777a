"""How a function app proves to Entra ID which application it is, without a client secret.

In Azure its managed identity is federated with the application; on one machine it signs with a key of its own
(RFC 7523). Both give a callable that returns a fresh assertion, as msal's `client_assertion` expects.
"""

import time
import uuid
from collections.abc import Callable
from pathlib import Path

import jwt

EXCHANGE_AUDIENCE = "api://AzureADTokenExchange"
LIFETIME_SECONDS = 300


def signed_with(
    key_file: Path, client_id: str, audience: str, clock: Callable[[], float] = time.time
) -> Callable[[], str]:
    """Assertions signed with an RSA key in a PEM file."""
    key = key_file.read_text()

    def assertion() -> str:
        now = int(clock())
        lifetime = {"iat": now, "nbf": now, "exp": now + LIFETIME_SECONDS, "jti": str(uuid.uuid4())}
        return jwt.encode({"iss": client_id, "sub": client_id, "aud": audience} | lifetime, key, "RS256")

    return assertion


def from_managed_identity(http_client: object) -> Callable[[], str]:
    """Tokens of the function app's system-assigned managed identity; ValueError says why there is none."""
    import msal  # noqa: PLC0415 - costs 75 ms, paid only by a process that needs a token

    identity = msal.ManagedIdentityClient(msal.SystemAssignedManagedIdentity(), http_client=http_client)

    def assertion() -> str:
        result = identity.acquire_token_for_client(resource=EXCHANGE_AUDIENCE)
        if "access_token" not in result:
            raise ValueError(f"managed identity: {result.get('error')}: {result.get('error_description')}")
        return str(result["access_token"])

    return assertion

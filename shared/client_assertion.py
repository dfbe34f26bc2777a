"""How a function app proves to Entra ID which application it is, without a client secret.

In Azure its managed identity is federated with the application; on one machine it signs with a key of its own
(RFC 7523). Both give a callable that returns a fresh assertion, as msal's `client_assertion` expects.
"""

import time
import uuid
from collections.abc import Callable
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from shared import base64url, managed_identity

EXCHANGE_AUDIENCE = "api://AzureADTokenExchange"
LIFETIME_SECONDS = 300


def signed_with(
    key_file: Path, client_id: str, audience: str, clock: Callable[[], float] = time.time
) -> Callable[[], str]:
    """Assertions signed with an RSA key in a PEM file, which may hold the key's certificate too.

    It is read once: checking a key takes a hundred times as long as signing with it.
    """
    key, headers = read_key(key_file)

    def assertion() -> str:
        now = int(clock())
        lifetime = {"iat": now, "nbf": now, "exp": now + LIFETIME_SECONDS, "jti": str(uuid.uuid4())}
        claims = {"iss": client_id, "sub": client_id, "aud": audience} | lifetime
        return jwt.encode(claims, key, "RS256", headers)

    return assertion


def read_key(file: Path, *, checked: bool = True) -> tuple[RSAPrivateKey, dict[str, str]]:
    """The key, with what an assertion's header says of it; ValueError or TypeError when there is none.

    Unless it is `checked`, its numbers need not fit each other.
    """
    pem = file.read_bytes()
    key = load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=not checked)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{file} holds no RSA key")
    return key, _headers(pem.decode())


def _headers(pem: str) -> dict[str, str]:
    """Entra ID knows an application's keys by the thumbprints of their certificates."""
    if "BEGIN CERTIFICATE" not in pem:
        return {}
    from cryptography import x509  # noqa: PLC0415 - only on one machine, against a real tenant
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    thumbprint = x509.load_pem_x509_certificate(pem.encode()).fingerprint(SHA256())
    return {"x5t#S256": base64url.encoded(thumbprint)}


def from_managed_identity(http_client: object) -> Callable[[], str]:
    """Tokens of the function app's system-assigned managed identity; ValueError says why there is none."""
    identity = managed_identity.system_assigned(http_client)
    return lambda: managed_identity.acquire(identity, EXCHANGE_AUDIENCE)

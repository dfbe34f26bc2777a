"""The authority's and the server's certificate for https on this machine."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from local.identity.damage import StateDamaged
from local.private_file import write_private

NAMES = ("127.0.0.1", "localhost")
LIFETIME = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)


def create_certificates(state: Path, clock: Callable[[], float]) -> None:
    """Write `ca.pem` and `server.pem` (key and chain) unless there are some with a month left to run."""
    now = datetime.fromtimestamp(clock(), UTC)
    authority_path, server_path = state / "ca.pem", state / "server.pem"
    if authority_path.exists() and server_path.exists():
        expiry = _expiry(authority_path, server_path)
        if expiry - now > RENEW_BEFORE:
            return
    # The authority's own key is never written: nobody can issue more certificates in its name.
    authority = trustme.CA(organization_name="Portico on one machine")
    server = authority.issue_cert(*NAMES, not_after=now + LIFETIME)
    write_private(server_path, server.private_key_and_cert_chain_pem.bytes())
    write_private(authority_path, authority.cert_pem.bytes())


def _expiry(authority_path: Path, server_path: Path) -> datetime:
    """When the server's certificate, which must be the authority's and fit its key, runs out."""
    authority, server = _certificate(authority_path), _certificate(server_path)
    try:
        server.verify_directly_issued_by(authority)
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(server_path)
    except (ValueError, TypeError, InvalidSignature, ssl.SSLError) as error:
        raise StateDamaged(server_path) from error
    return server.not_valid_after_utc


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError as error:
        raise StateDamaged(path) from error

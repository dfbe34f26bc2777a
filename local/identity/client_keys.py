"""Confidential clients' key pairs: the client signs with its own, the provider reads the public half only."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from joserfc.jwk import RSAKey

from local.identity.damage import StateDamaged
from local.identity.directory import Directory
from local.private_file import write_private


def client_key_path(state: Path, name: str) -> Path:
    return state / "clients" / f"{name}.pem"


def client_key(state: Path, name: str) -> RSAKey:
    """The private key, for the client to sign with."""
    path = client_key_path(state, name)
    try:
        return RSAKey.import_key(path.read_bytes())
    except ValueError as error:
        raise StateDamaged(path) from error


def create_client_keys(state: Path, directory: Directory) -> None:
    """Generate the key pairs that do not exist yet, and public halves that went missing."""
    for app in directory.apps:
        if app.kind == "confidential":
            _complete_pair(client_key_path(state, app.name), _public_path(state, app.name))


def trusted_client_keys(state: Path, directory: Directory) -> dict[str, RSAKey]:
    """Every confidential client's public key, by client id."""
    return {
        app.client_id: RSAKey.import_key(_public_path(state, app.name).read_bytes(), {"use": "sig"})
        for app in directory.apps
        if app.kind == "confidential"
    }


def _complete_pair(private_path: Path, public_path: Path) -> None:
    if not private_path.exists():
        public_path.unlink(missing_ok=True)
        write_private(private_path, RSAKey.generate_key(2048).as_pem(private=True))
    public_half = _public_half(private_path)
    if not public_path.exists():
        write_private(public_path, public_half)
    if public_path.read_bytes() != public_half:
        raise StateDamaged(public_path)


def _public_half(private_path: Path) -> bytes:
    try:
        # Well-formed is enough here: testing the primes of every key would take half a second.
        pair = load_pem_private_key(private_path.read_bytes(), None, unsafe_skip_rsa_key_validation=True)
    except ValueError as error:
        raise StateDamaged(private_path) from error
    return pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _public_path(state: Path, name: str) -> Path:
    return client_key_path(state, name).with_suffix(".pub.pem")

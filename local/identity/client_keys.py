"""Confidential clients' key pairs: the client signs with its own, the provider reads the public half only."""

from pathlib import Path

from joserfc.jwk import RSAKey

from .directory import Directory
from .private_file import write_private


def client_key_path(state: Path, name: str) -> Path:
    return state / "clients" / f"{name}.pem"


def client_key(state: Path, name: str) -> RSAKey:
    """The private key, for the client to sign with."""
    return RSAKey.import_key(client_key_path(state, name).read_bytes())


def create_client_keys(state: Path, directory: Directory) -> None:
    """Generate the key pairs that do not exist yet."""
    for app in directory.apps:
        path = client_key_path(state, app.name)
        if app.kind == "confidential" and not path.exists():
            pair = RSAKey.generate_key(2048)
            write_private(_public_path(state, app.name), pair.as_pem(private=False))
            write_private(path, pair.as_pem(private=True))


def trusted_client_keys(state: Path, directory: Directory) -> dict[str, RSAKey]:
    """Every confidential client's public key, by client id."""
    return {
        app.client_id: RSAKey.import_key(_public_path(state, app.name).read_bytes(), {"use": "sig"})
        for app in directory.apps
        if app.kind == "confidential"
    }


def _public_path(state: Path, name: str) -> Path:
    return client_key_path(state, name).with_suffix(".pub.pem")

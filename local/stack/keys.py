"""The keys of this stack's channels and partners: made at first start, readable by its owner only."""

import base64
import json
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import TypeAdapter

from local.errors import StartError
from local.private_file import write_private

NamedKeys = dict[str, dict[str, str]]
_KEYS = TypeAdapter(NamedKeys)


def function_keys(path: Path, channels: Iterable[str]) -> NamedKeys:
    """`{channel: {"apim", "master", "ring", "storage"}}`; keys that exist are kept."""
    return _kept(path, channels, new_keys)


def subscription_keys(path: Path, partners: Iterable[str]) -> NamedKeys:
    """`{partner: {"primary": key, "secondary": key}}`; keys that exist are kept."""
    return _kept(path, partners, _new_pair)


def _kept(path: Path, names: Iterable[str], new: Callable[[], dict[str, str]]) -> NamedKeys:
    known = _read(path) if path.exists() else {}
    keys = {name: new() | known.get(name, {}) for name in names}
    write_private(path, json.dumps(known | keys, indent=2).encode())
    return keys


def _read(path: Path) -> NamedKeys:
    try:
        return _KEYS.validate_json(path.read_bytes())
    except ValueError:
        raise StartError(f"{path} is damaged; delete it and new keys are made") from None


def new_keys() -> dict[str, str]:
    """A host's function keys, the ring with which its channel seals or signs, its storage account's key."""
    keys = {name: secrets.token_urlsafe(32) for name in ("apim", "master")}
    ring = f"key-1:{secrets.token_urlsafe(32)}"
    return keys | {"ring": ring, "storage": base64.b64encode(secrets.token_bytes(64)).decode()}


def _new_pair() -> dict[str, str]:
    """Of the form that API Management gives its subscription keys."""
    return {name: secrets.token_hex(16) for name in ("primary", "secondary")}

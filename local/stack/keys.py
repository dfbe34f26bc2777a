"""The function keys of this stack's hosts: made at first start, readable by its owner only."""

import json
import secrets
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter

from local.stack import private_file
from local.stack.errors import StartError

_KEYS = TypeAdapter(dict[str, dict[str, str]])


def function_keys(path: Path, channels: Iterable[str]) -> dict[str, dict[str, str]]:
    """`{channel: {"apim": key, "master": key}}`; keys that exist are kept."""
    known = _read(path) if path.exists() else {}
    keys = {channel: _new_keys() | known.get(channel, {}) for channel in channels}
    private_file.write(path, json.dumps(keys, indent=2))
    return keys


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        return _KEYS.validate_json(path.read_bytes())
    except ValueError:
        raise StartError(f"{path} is damaged; delete it and new keys are made") from None


def _new_keys() -> dict[str, str]:
    return {name: secrets.token_urlsafe(32) for name in ("apim", "master")}

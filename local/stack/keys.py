"""The function keys of this stack's hosts: made at first start, readable by its owner only."""

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def function_keys(path: Path, channels: Iterable[str]) -> dict[str, dict[str, str]]:
    """`{channel: {"apim": key, "master": key}}`; keys that exist are kept."""
    known: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
    keys = {channel: known.get(channel) or _new_keys() for channel in channels}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(keys, file, indent=2)
    return keys


def _new_keys() -> dict[str, str]:
    return {name: secrets.token_urlsafe(32) for name in ("apim", "master")}

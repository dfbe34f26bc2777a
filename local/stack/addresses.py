"""What `make addresses` prints: url, pid and key of every part of a running stack."""

import json
import os
from collections.abc import Mapping
from typing import Any

from local.private_file import write_private
from local.stack.layout import Layout
from local.stack.parts import Keys

Addresses = dict[str, dict[str, Any]]


class NotRunning(Exception):
    """No stack runs on that port."""


def write(layout: Layout, keys: Keys, pids: Mapping[str, int], own: Mapping[str, Any]) -> None:
    """`own` are the addresses of services that are not the stack's."""
    document = {"supervisor": {"pid": os.getpid()}} | {
        name: _part(layout, keys, name, pid) for name, pid in pids.items()
    }
    document |= own
    write_private(layout.state / "addresses.json", json.dumps(document, indent=2).encode() + b"\n")


def read(layout: Layout) -> Addresses:
    """Raises NotRunning."""
    try:
        addresses: Addresses = json.loads((layout.state / "addresses.json").read_text(encoding="utf-8"))
        os.kill(addresses["supervisor"]["pid"], 0)
    except (OSError, ValueError, KeyError):
        raise NotRunning(
            f"nothing runs on port {layout.port}; start it with: make up PORT={layout.port}"
        ) from None
    return addresses


def remove(layout: Layout) -> None:
    (layout.state / "addresses.json").unlink(missing_ok=True)


def _part(layout: Layout, keys: Keys, name: str, pid: int) -> dict[str, Any]:
    part: dict[str, Any] = {"url": layout.url(name), "pid": pid}
    if name in keys:
        part |= {"functionKey": keys[name]["apim"], "masterKey": keys[name]["master"]}
    if name == "identity":
        part["pageUrl"] = layout.url("identity-page")
    return part

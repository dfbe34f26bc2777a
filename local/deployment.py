"""`python -m local.deployment`: what differs from what was last deployed, as GitHub's outputs.

Every deployment leaves a tag `deployed/<target>/<run number>`; a target is a channel or the infrastructure.
Needs git, and no other package.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

INFRASTRUCTURE = "infrastructure"
# What its job deploys and uploads.
INFRASTRUCTURE_PATHS = ("infra", "local/clients/web")
# What every channel's package shares with the others.
COMMON = ("shared", "function_app.py", "host.json", "requirements.txt", ".funcignore")


def changed_channels(root: Path) -> list[str]:
    return [channel for channel in _channels(root) if _is_changed(root, channel, (f"{channel}_bff", *COMMON))]


def infrastructure_changed(root: Path) -> bool:
    return _is_changed(root, INFRASTRUCTURE, INFRASTRUCTURE_PATHS)


def _channels(root: Path) -> Iterator[str]:
    document = json.loads((root / "infra" / "channels.json").read_text(encoding="utf-8"))
    yield from (channel["name"] for channel in document["channels"])


def _is_changed(root: Path, target: str, paths: tuple[str, ...]) -> bool:
    """What was never deployed counts as changed."""
    tags = _git(root, "tag", "--list", f"deployed/{target}/*", "--sort=-version:refname").stdout.split()
    return not tags or _git(root, "diff", "--quiet", tags[0], "HEAD", "--", *paths).returncode != 0


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


if __name__ == "__main__":
    sys.stdout.write(f"channels={json.dumps(changed_channels(Path()))}\n")
    sys.stdout.write(f"infrastructure={json.dumps(infrastructure_changed(Path()))}\n")

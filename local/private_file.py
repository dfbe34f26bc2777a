"""Files that hold keys: whole or not there at all, and for their owner's eyes only."""

from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Replaces the file in one step: a reader, or a crash, never meets half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    fresh.write_bytes(content)
    fresh.replace(path)

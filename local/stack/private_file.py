"""Files that hold keys: whole or not there at all, and for their owner's eyes only."""

import os
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Replaces the file in one step: a reader, or a crash, never meets half of it."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)

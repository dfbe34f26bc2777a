"""State that is of no use: empty, cut off, or not what it should be."""

from pathlib import Path


class StateDamaged(ValueError):
    """A file of the provider's state cannot be used; the message is one line with the file and the remedy."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is damaged; delete it, and it is made anew at the next start")

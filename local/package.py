"""`python -m local.package FILE.zip`: what is deployed, as Azure gets it: all that .funcignore leaves.

The same files give the same bytes, so a package that is built again can be compared. Needs no other package.
"""

import os
import sys
import zipfile
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

# Zip's earliest: a package tells nothing of when it was built.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def files(root: Path) -> Iterator[Path]:
    """Relative paths of what belongs to the package, in order; a folder that is left out is not entered."""
    patterns = _patterns(root / ".funcignore")
    for folder, below, names in os.walk(root):
        place = Path(folder).relative_to(root)
        below[:] = sorted(name for name in below if not _matches(f"{name}/", patterns))
        yield from (place / name for name in sorted(names) if not _matches(name, patterns))


def _patterns(path: Path) -> list[str]:
    """Names and folders, wherever they are: the part of the ignore syntax that reads the same everywhere."""
    patterns = path.read_text(encoding="utf-8").split()
    for pattern in patterns:
        if pattern.startswith(("!", "#")) or "/" in pattern[:-1]:
            raise ValueError(f"{path}: {pattern!r} is neither the name of a file nor of a folder/")
    return patterns


def _matches(name: str, patterns: Iterable[str]) -> bool:
    """A folder's name ends with a slash; a pattern that ends with none means files and folders."""
    return any(fnmatch(name if pattern.endswith("/") else name.rstrip("/"), pattern) for pattern in patterns)


def build(root: Path, package: Path) -> None:
    package.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files(root):
            entry = zipfile.ZipInfo(path.as_posix(), _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
            archive.writestr(entry, (root / path).read_bytes())


if __name__ == "__main__":
    build(Path(), Path(sys.argv[1]))

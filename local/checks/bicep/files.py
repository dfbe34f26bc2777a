"""The Bicep files of infra/, read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from local.checks.bicep.reader import read
from local.checks.bicep.tokens import BicepError
from local.checks.bicep.tree import Object, Pair, Statement, key_of, walk
from local.checks.finding import Finding


@dataclass(frozen=True)
class BicepFile:
    """A file, by its path below the project's root."""

    path: Path
    statements: tuple[Statement, ...]

    def of(self, *kinds: str) -> Iterator[Statement]:
        return (statement for statement in self.statements if statement.kind in kinds)

    def beside(self, relative: str) -> Path:
        """A path as this file writes it, below the project's root."""
        parts: list[str] = list(self.path.parent.parts)
        for part in PurePosixPath(relative).parts:
            if part == "..":
                parts.pop()
            elif part != ".":
                parts.append(part)
        return Path(*parts)

    def finding(self, line: int, message: str) -> Finding:
        return Finding(self.path, line, message)


@dataclass(frozen=True)
class Bicep:
    """Every file that can be read, by path; a finding for each that cannot."""

    files: Mapping[Path, BicepFile]
    unreadable: tuple[Finding, ...]

    def variable(self, path: Path, name: str) -> Object | None:
        """The object that a file declares under a name, as a variable or inside a module's parameters."""
        file = self.files.get(path)
        for statement in file.statements if file else ():
            if statement.kind == "var" and statement.name == name and isinstance(statement.value, Object):
                return statement.value
            for node in walk(statement.value):
                if isinstance(node, Pair) and key_of(node) == name and isinstance(node.value, Object):
                    return node.value
        return None


def read_bicep(root: Path) -> Bicep:
    files, unreadable = {}, []
    for path in sorted((root / "infra").rglob("*.bicep")):
        relative = path.relative_to(root)
        try:
            files[relative] = BicepFile(relative, tuple(read(path.read_text(encoding="utf-8"))))
        except BicepError as error:
            unreadable.append(Finding(relative, error.line, error.message))
    return Bicep(files, tuple(unreadable))

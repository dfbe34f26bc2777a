"""A copy of the project, in which a test makes one mistake."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from local.checks.finding import Finding
from local.checks.project import Project
from local.checks.route import Route

ROOT = Path(__file__).parents[4]
COPIED = (
    "infra",
    ".github",
    "azure.yaml",
    "function_app.py",
    *(folder.name for folder in ROOT.glob("*_bff")),
    "shared",
)


class Gate(Protocol):
    def check(self, project: Project) -> Iterator[Finding]: ...


class Copy:
    """`plant` makes a mistake and says where; `found` is what a gate then says."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def plant(self, path: str, old: str, new: str) -> str:
        """`path:line` of the first place that held the old text."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} has no {old!r} any more"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return f"{path}:{text[: text.index(old)].count(chr(10)) + 1}"

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def found(self, gate: Gate, routes: Sequence[Route] = (), compiler: Sequence[str] = ()) -> list[str]:
        return [str(finding) for finding in gate.check(Project(self.root, routes, compiler))]


@pytest.fixture
def project(tmp_path: Path) -> Copy:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, tmp_path / name)
    return Copy(tmp_path)

"""Words that must not stand in what deploys this system, wherever they stand."""

import re
from collections.abc import Iterator
from pathlib import Path

from local.checks.finding import Finding
from local.checks.project import Project

FOLDERS = ("infra", ".github", "azure.yaml")
SUFFIXES = {".bicep", ".json", ".py", ".sh", ".xml", ".yaml", ".yml"}
RULES = (
    (re.compile(r"'(br|ts)[:/]"), "a registry module cannot be read offline: write the resource itself"),
    (
        re.compile(r"master_?-?key|_master\b", re.IGNORECASE),
        "the master key opens every function and the host itself",
    ),
    (
        re.compile(r"\blist(Admin)?Keys\s*\(", re.IGNORECASE),
        "keys are not read at deployment: use an identity",
    ),
    (re.compile(r"AccountKey=|SharedAccessSignature=", re.IGNORECASE), "a storage key: use an identity"),
    (re.compile(r"client_?secret\b", re.IGNORECASE), "a client secret: use a federated identity"),
)


def check(project: Project) -> Iterator[Finding]:
    for folder in FOLDERS:
        for path in sorted([project.root / folder, *(project.root / folder).rglob("*")]):
            if path.is_file() and path.suffix in SUFFIXES:
                relative = path.relative_to(project.root)
                yield from _lines(relative, project.text(relative))


def _lines(path: Path, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, message in RULES:
            if pattern.search(line):
                yield Finding(path, number, message)

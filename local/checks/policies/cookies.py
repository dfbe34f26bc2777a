"""Cookies that the Functions host passes on as they were meant."""

import re
from collections.abc import Iterator
from pathlib import Path

from local.checks.finding import Finding
from local.checks.project import Project

PLACES = ("infra/apim-policies.xml", "infra/policies/**/*.xml", "shared/**/*.py", "*_bff/**/*.py")
LOST = re.compile(r"\b(Partitioned|Priority=(Low|Medium|High))\b")


def check(project: Project) -> Iterator[Finding]:
    """The host keeps the attributes it knows of a Set-Cookie, and drops the others in silence."""
    for place in PLACES:
        for path in sorted(project.root.glob(place)):
            relative = path.relative_to(project.root)
            yield from _lines(relative, project.text(relative))


def _lines(path: Path, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := LOST.search(line):
            yield Finding(path, number, f"the Functions host drops {found[1]} from a Set-Cookie")

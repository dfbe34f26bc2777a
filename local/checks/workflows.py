"""GitHub's workflows: actions by commit, no rights by default, nothing pasted into scripts, no run lost."""

import re
from collections.abc import Iterator
from pathlib import Path

from local.checks.finding import Finding
from local.checks.project import Project

FOLDER = Path(".github/workflows")
_USES = re.compile(r"^\s*(?:- )?uses: (?P<action>\S+)(?P<rest>.*)$")
_PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")
_VERSION = re.compile(r" # v\d+\.\d+\.\d+$")
_RUN = re.compile(r"^(?P<indent>\s*(?:- )?)run: ")
_GROUP = re.compile(r"^concurrency:\n  group: (?!.*\binputs\.).*$", re.MULTILINE)


def check(project: Project) -> Iterator[Finding]:
    for path in sorted((project.root / FOLDER).glob("*.yml")):
        relative = path.relative_to(project.root)
        text = project.text(relative)
        if not re.search(r"^permissions: \{\}$", text, re.MULTILINE):
            yield Finding(relative, 1, "needs `permissions: {}`; each job says what it may do")
        for number, line in enumerate(text.splitlines(), 1):
            uses = _USES.match(line)
            if uses and not _is_pinned(uses["action"], uses["rest"]):
                message = f"{uses['action']} must be pinned by its commit, with its version behind it"
                yield Finding(relative, number, message)
        for number in _pasted(text.splitlines()):
            yield Finding(relative, number, "an expression inside a script: hand it over in `env`")
        yield from _replaceable(relative, text)


def _is_pinned(action: str, rest: str) -> bool:
    """A workflow of this repository needs no pin."""
    return action.startswith("./") or bool(_PINNED.fullmatch(action) and _VERSION.fullmatch(rest))


def _pasted(lines: list[str]) -> Iterator[int]:
    """Lines of scripts that GitHub would change before a shell sees them."""
    indent: int | None = None
    for number, line in enumerate(lines, 1):
        if indent is not None and line.strip() and len(line) - len(line.lstrip()) <= indent:
            indent = None
        if run := _RUN.match(line):
            indent = len(run["indent"])
        if indent is not None and "${{" in line:
            yield number


def _replaceable(path: Path, text: str) -> Iterator[Finding]:
    """A concurrency group keeps one waiting run: a newer one cancels it."""
    group = _GROUP.search(text)
    if group and "workflow_dispatch:" in text:
        message = "a push cancels a run by hand that waits in its group: name the group by `inputs`"
        yield Finding(path, text[: group.end()].count("\n") + 1, message)

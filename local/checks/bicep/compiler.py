"""`bicep build` and `bicep lint`, where the compiler is installed."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from local.checks.finding import Finding
from local.checks.project import Project

# infra/main.bicep(12,3) : Warning no-unused-params: Parameter "x" is declared but never used.
_DIAGNOSTIC = re.compile(r"(?P<path>[^\s(][^(]*)\((?P<line>\d+),\d+\) : (?P<text>(?:Error|Warning) .*)")


def command(which: str = "") -> Sequence[str]:
    """The compiler's command, empty where there is none; `which` is a search path instead of PATH."""
    if shutil.which("bicep", path=which or None):
        return ("bicep",)
    return ("az", "bicep") if shutil.which("az", path=which or None) else ()


def check(project: Project) -> Iterator[Finding]:
    """Every error and warning of the compiler; nothing without one."""
    if not project.compiler:
        return
    option = ["--file"] if project.compiler[0] == "az" else []
    for verb, rest in (("build", ["--stdout"]), ("lint", [])):
        arguments = [*project.compiler, verb, *option, "infra/main.bicep", *rest]
        result = subprocess.run(arguments, cwd=project.root, capture_output=True, text=True, check=False)  # noqa: S603
        found = [*_diagnostics(result.stderr, project.root)]
        yield from found
        if result.returncode and not found:
            yield Finding(
                Path("infra/main.bicep"), 1, f"{' '.join(arguments)}: {result.stderr.strip()[-200:]}"
            )


def _diagnostics(text: str, root: Path) -> Iterator[Finding]:
    for match in _DIAGNOSTIC.finditer(text):
        path = Path(match["path"].removeprefix("WARNING: ").removeprefix("ERROR: "))
        path = path.relative_to(root.resolve()) if path.is_absolute() else path
        yield Finding(path, int(match["line"]), match["text"])

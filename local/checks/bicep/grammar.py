"""Every Bicep file can be read, by pycep too: what it cannot read, checkov leaves out in silence."""

from collections.abc import Iterator

from lark.exceptions import UnexpectedInput
from pycep import BicepParser

from local.checks.finding import Finding
from local.checks.project import Project


def check(project: Project) -> Iterator[Finding]:
    yield from project.bicep.unreadable
    parser = BicepParser()
    for path in project.bicep.files:
        try:
            parser.parse(text=project.text(path))
        except UnexpectedInput as error:
            yield Finding(path, error.line, "pycep, and so checkov, cannot read this")

"""A channel's policy knows exactly the operations that its OpenAPI document has."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.checks.finding import Finding
from local.checks.project import Project
from local.checks.publication import line_of

_CASE = re.compile(r'case "([^"]+)"')
_EQUALS = re.compile(r'Operation\.Id [!=]= "([^"]+)"')


def check(project: Project) -> Iterator[Finding]:
    for channel, policy in project.publication.policies.items():
        document = json.loads(project.text(project.publication.documents[channel]))
        operations = dict(_operations(document))
        text = project.text(policy)
        yield from _unknown(policy, text, set(operations))
        if _CASE.search(text):
            yield from _unnamed(policy, text, operations)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each operation's id, and whether it needs a scope."""
    for methods in document["paths"].values():
        for described in methods.values():
            schemes = described.get("security", [])
            yield described["operationId"], any(scheme.get("bearer") for scheme in schemes)


def _unknown(policy: Path, text: str, operations: set[str]) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        for name in [*_CASE.findall(line), *_EQUALS.findall(line)]:
            if name not in operations:
                yield Finding(policy, number, f"there is no operation {name}")


def _unnamed(policy: Path, text: str, operations: dict[str, bool]) -> Iterator[Finding]:
    named = set(_CASE.findall(text))
    for name, needs_scopes in operations.items():
        if needs_scopes and name not in named:
            line = line_of(text, 'name="required-scopes"')
            yield Finding(policy, line, f"{name} needs scopes, and the policy asks for none")

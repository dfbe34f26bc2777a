"""The policy files of infra/, read by the gateway's own reader."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.checks.finding import Finding
from local.checks.publication import FRAGMENTS, NAMED_VALUES, PRODUCTS
from local.gateway.document import Element, PolicyError
from local.gateway.rawxml import read

GLOBAL = Path("infra/apim-policies.xml")
FOLDERS = {"api": Path("infra/policies"), "product": PRODUCTS, "fragment": FRAGMENTS}
REFERENCE = re.compile(r"\{\{\s*([A-Za-z0-9._-]+)\s*\}\}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class PolicyFile:
    """A policy of a scope (`global`, `api` or `product`), or a fragment."""

    path: Path
    scope: str
    text: str
    root: Element

    @property
    def named_values(self) -> set[str]:
        return set(REFERENCE.findall(_COMMENT.sub("", self.text)))

    def section(self, name: str) -> Element | None:
        return next((element for element in self.root.elements if element.name == name), None)

    def finding(self, element: Element, message: str) -> Finding:
        return Finding(self.path, element.position.line, message)


@dataclass(frozen=True)
class Policies:
    """Every policy file; a finding for each that cannot be read, or names an unknown named value."""

    files: tuple[PolicyFile, ...]
    unreadable: tuple[Finding, ...] = ()

    def of(self, *scopes: str) -> tuple[PolicyFile, ...]:
        return tuple(file for file in self.files if file.scope in scopes)

    @property
    def fragments(self) -> Mapping[str, tuple[Element, ...]]:
        return {file.path.stem: file.root.elements for file in self.of("fragment")}

    def everywhere(self, section: str) -> tuple[Element, ...]:
        """What `<base />` stands for in an API's policy."""
        found = [file.section(section) for file in self.of("global")]
        return found[0].elements if found and found[0] else ()


def read_policies(root: Path) -> Policies:
    names = json.loads((root / NAMED_VALUES).read_text(encoding="utf-8"))
    known = {name: f"{{{{{name}}}}}" for name in names}
    files, unreadable = [], []
    for path, scope in _paths(root):
        text = (root / path).read_text(encoding="utf-8")
        try:
            files.append(PolicyFile(path, scope, text, read(text, str(path), known)))
        except PolicyError as error:
            unreadable.append(Finding(path, error.position.line, error.message))
    return Policies(tuple(files), tuple(unreadable))


def _paths(root: Path) -> Iterator[tuple[Path, str]]:
    yield GLOBAL, "global"
    for scope, folder in FOLDERS.items():
        yield from ((path.relative_to(root), scope) for path in sorted((root / folder).glob("*.xml")))

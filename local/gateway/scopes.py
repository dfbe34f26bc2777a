"""Policy documents of each scope, and the effective policy they make together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from local.gateway.compiler import SECTIONS, Compiler
from local.gateway.configuration import ConfigurationErrors, ErrorGathering, read_text
from local.gateway.document import Element, PolicyError, Position
from local.gateway.rawxml import read
from local.gateway.steps import Place, Step, Steps, continuations

FRAGMENTS = Path("policies/fragments")


@dataclass(frozen=True)
class Program:
    """The steps of every section for one API, broader scopes included."""

    sections: Mapping[str, Steps]

    @cached_property
    def continuations(self) -> Mapping[Place, Steps]:
        return dict(continuations(self.sections["outbound"]))

    @cached_property
    def cors(self) -> Steps:
        """The cors elements that stand directly in inbound, of every scope."""
        return tuple(_direct(self.sections["inbound"], "cors"))

    @cached_property
    def preflight(self) -> "Program":
        """All that runs for a browser's preflight."""
        return Program({**self.sections, "inbound": self.cors, "backend": (), "outbound": ()})


def _direct(steps: Steps, name: str) -> Iterator[Step]:
    for step in steps:
        if step.location.policy == name:
            yield step
        elif step.location.policy == "base":
            for branch in step.branches:
                yield from _direct(branch, name)


def outermost(compiler: Compiler) -> Program:
    """What stands above the global scope: a request goes to its backend."""
    forward = Element("forward-request", {}, (), Position("default policy", 1, 1))
    sections = dict.fromkeys(SECTIONS, Steps())
    return Program({**sections, "backend": compiler.steps([forward], Place("global", "backend"))})


def compile_scope(document: Element, scope: str, compiler: Compiler, broader: Program) -> Program:
    """A scope's program: an omitted section is the broader scope's, an empty one is empty."""
    compiler = replace(compiler, parent=broader.sections)
    sections = dict(broader.sections)
    for element in _sections(document, compiler):
        sections[element.name] = compiler.steps(element.elements, Place(scope, element.name))
    return Program(sections)


def _sections(document: Element, compiler: Compiler) -> list[Element]:
    seen: dict[str, Element] = {}
    for element in document.elements:
        if element.name not in SECTIONS:
            compiler.report(PolicyError(element.position, f"there is no section <{element.name}>"))
        elif element.name in seen:
            compiler.report(PolicyError(element.position, f"the section <{element.name}> is repeated"))
        else:
            seen[element.name] = element
    if document.name != "policies":
        compiler.report(
            PolicyError(document.position, f"a policy file holds <policies>, not <{document.name}>")
        )
    return list(seen.values())


@dataclass(frozen=True)
class PolicyFiles:
    """Reads policy files with the named values in place."""

    infra: Path
    named_values: Mapping[str, str]

    def document(self, path: Path) -> Element:
        """Raises ConfigurationErrors, naming the place, when the file cannot be read as a policy."""
        try:
            return read(read_text(self.infra / path), str(self.infra / path), self.named_values)
        except PolicyError as error:
            raise ConfigurationErrors([str(error)]) from error

    def fragments(self, gathering: ErrorGathering) -> dict[str, Element]:
        """Every fragment by its id, which is its file's name."""
        fragments = {}
        for path in sorted((self.infra / FRAGMENTS).glob("*.xml")):
            with gathering:
                fragments[path.stem] = self._fragment(FRAGMENTS / path.name)
        return fragments

    def _fragment(self, path: Path) -> Element:
        element = self.document(path)
        if element.name != "fragment":
            message = f"a fragment file holds <fragment>, not <{element.name}>"
            raise ConfigurationErrors([str(PolicyError(element.position, message))])
        return element

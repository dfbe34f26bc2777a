"""Narrower policies run the broader one: a section without `<base />` drops it in silence."""

from collections.abc import Iterator

from local.checks.finding import Finding
from local.checks.policies.documents import PolicyFile
from local.checks.policies.flow import attribute
from local.checks.project import Project
from local.gateway.document import Element

SECTIONS = ("inbound", "backend", "outbound", "on-error")


def check(project: Project) -> Iterator[Finding]:
    policies = project.policies
    for file in policies.of("api", "product"):
        for name in SECTIONS:
            section = file.section(name)
            if section is None:
                yield file.finding(file.root, f"<{name}> is missing: what then runs is not documented")
            elif not _runs_base(section) and not (name == "backend" and _forwards(section)):
                yield file.finding(section, f"<{name}> has no <base />: the policy of all APIs does not run")
    for file in policies.of("global", "api", "product"):
        yield from _cors(file)


def _runs_base(section: Element) -> bool:
    return any(element.name == "base" for element in section.elements)


def _forwards(section: Element) -> bool:
    return [element.name for element in section.elements] == ["forward-request"]


def _cors(file: PolicyFile) -> Iterator[Finding]:
    """Cross-origin requests with credentials are for named origins."""
    inbound = file.section("inbound")
    for element in inbound.elements if inbound else ():
        everybody = "*" in {origin.text.strip() for origin in _origins(element)}
        if element.name == "cors" and everybody and attribute(element, "allow-credentials") == "true":
            yield file.finding(element, "<cors> lets every origin send credentials")


def _origins(cors: Element) -> Iterator[Element]:
    for child in cors.elements:
        if child.name == "allowed-origins":
            yield from child.elements

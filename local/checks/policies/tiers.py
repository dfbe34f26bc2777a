"""What the chosen tier of API Management lacks, as far as policies could use it."""

import json
from collections.abc import Iterator

from local.checks.bicep.parameters import MAIN
from local.checks.bicep.tree import Text
from local.checks.finding import Finding
from local.checks.policies.documents import PolicyFile
from local.checks.policies.flow import attribute
from local.checks.project import Project
from local.gateway.document import Element

# From Microsoft's policy reference: elements that gateways of a kind do not have.
_DAPR = {"set-backend-service-dapr", "publish-to-dapr", "invoke-dapr-binding"}
MISSING = {
    "classic": _DAPR,
    "v2": _DAPR | {"quota-by-key"},
    "Consumption": _DAPR | {"rate-limit-by-key", "quota-by-key", "sql-data-source", "cosmosdb-data-source"},
}
MAX_BYTES = {"classic": 256 * 1024, "v2": 256 * 1024, "Consumption": 16 * 1024}
MAX_FRAGMENT_BYTES = 512 * 1024


def check(project: Project) -> Iterator[Finding]:
    for sku in sorted(set(_chosen(project))):
        kind = sku if sku == "Consumption" else "v2" if sku.endswith("V2") else "classic"
        for file in project.policies.files:
            yield from _elements(file, file.root, sku, MISSING[kind])
            limit = MAX_FRAGMENT_BYTES if file.scope == "fragment" else MAX_BYTES[kind]
            if len(file.text.encode()) > limit:
                yield file.finding(file.root, f"is larger than {sku} takes: {limit} bytes")


def _chosen(project: Project) -> Iterator[str]:
    """The tier of main.bicep and of each parameter file."""
    for parameter in project.bicep.files[MAIN].of("param"):
        if parameter.name == "gatewaySku" and isinstance(parameter.value, Text):
            yield parameter.value.value or ""
    for path in (project.root / "infra").glob("main.parameters*.json"):
        given = json.loads(path.read_text(encoding="utf-8"))["parameters"]
        if "gatewaySku" in given:
            yield given["gatewaySku"]["value"]


def _elements(file: PolicyFile, element: Element, sku: str, missing: set[str]) -> Iterator[Finding]:
    if element.name in missing:
        yield file.finding(element, f"{sku} has no <{element.name}>")
    if sku == "Consumption" and attribute(element, "caching-type") == "internal":
        yield file.finding(element, "Consumption has no internal cache")
    for child in element.elements:
        yield from _elements(file, child, sku, missing)

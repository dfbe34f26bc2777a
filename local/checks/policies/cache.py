"""A cached answer is its caller's alone: the token is checked first, the key holds the caller, no cookies."""

from collections.abc import Iterator

from local.checks.finding import Finding
from local.checks.policies.documents import PolicyFile
from local.checks.policies.flow import Step, attribute, steps
from local.checks.project import Project
from local.gateway.document import Element

TOKEN_CHECKS = ("validate-jwt", "validate-azure-ad-token")


def check(project: Project) -> Iterator[Finding]:
    policies = project.policies
    for file in policies.of("api"):
        inbound = steps(file, "inbound", policies)
        for step in inbound:
            if step.element.name == "cache-lookup":
                yield from _lookup(file, step)
        for step in steps(file, "outbound", policies):
            if step.element.name == "cache-store":
                yield from _store(file, step, inbound)


def _lookup(file: PolicyFile, step: Step) -> Iterator[Finding]:
    if not step.follows(*TOKEN_CHECKS):
        yield file.finding(step.element, "<cache-lookup> answers before the token is checked")
    keys = {child.text.strip().lower() for child in step.element.elements if child.name == "vary-by-header"}
    if "authorization" not in keys and not any(_names_the_caller(element, keys) for element in step.before):
        yield file.finding(
            step.element,
            "<cache-lookup> has no caller in its key: vary by a header that this policy makes of the caller",
        )


def _names_the_caller(element: Element, keys: set[str]) -> bool:
    """Whether a header of the key is set, whatever the client sent, to a value that holds the caller."""
    return (
        element.name == "set-header"
        and attribute(element, "name").lower() in keys
        and attribute(element, "exists-action") == "override"
        and any('Variables["caller"]' in child.text for child in element.elements)
    )


def _store(file: PolicyFile, step: Step, inbound: list[Step]) -> Iterator[Finding]:
    headers = [element for element in step.before if element.name == "set-header"]
    if any(
        _header(each) == "set-cookie" and attribute(each, "exists-action") != "delete" for each in headers
    ):
        yield file.finding(step.element, "<cache-store> stores a Set-Cookie that is set above it")
    if not any(_drops_cookies(each.element) for each in inbound):
        message = "<cache-store> may store a Set-Cookie: delete the request's Cookie first"
        yield file.finding(step.element, message)


def _drops_cookies(element: Element) -> bool:
    return (
        element.name == "set-header"
        and _header(element) == "cookie"
        and attribute(element, "exists-action") == "delete"
    )


def _header(element: Element) -> str:
    return attribute(element, "name").lower()

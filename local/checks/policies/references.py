"""What policies name is there: named values, fragments, backends, loggers; and what is there is named."""

from collections.abc import Iterator

from local.checks.bicep.tree import Text
from local.checks.finding import Finding
from local.checks.policies.flow import attribute
from local.checks.project import Project
from local.checks.publication import NAMED_VALUES, line_of

LOGGERS = "Microsoft.ApiManagement/service/loggers"


def check(project: Project) -> Iterator[Finding]:
    yield from project.policies.unreadable
    deployed = {
        ("include-fragment", "fragment-id"): set(project.policies.fragments),
        ("set-backend-service", "backend-id"): project.publication.backends,
        ("log-to-eventhub", "logger-id"): set(_loggers(project)),
    }
    for file in project.policies.files:
        for element in file.root.walk():
            for (name, key), there in deployed.items():
                named = attribute(element, key)
                if element.name == name and named and named not in there:
                    yield file.finding(element, f"<{name}> names {named!r}, which is not deployed")
            if file.scope == "fragment" and element.name == "include-fragment":
                yield file.finding(element, "a fragment cannot include another one")
    yield from _unused_fragments(project)
    yield from _unused_values(project)


def _loggers(project: Project) -> Iterator[str]:
    for file in project.bicep.files.values():
        for statement in file.of("resource"):
            name = statement.body.get("name") if statement.body else None
            if statement.type.startswith(LOGGERS) and isinstance(name, Text):
                yield name.value or ""


def _unused_fragments(project: Project) -> Iterator[Finding]:
    included = {
        attribute(element, "fragment-id") for file in project.policies.files for element in file.root.walk()
    }
    for file in project.policies.of("fragment"):
        if file.path.stem not in included:
            yield file.finding(file.root, "no policy includes this fragment")


def _unused_values(project: Project) -> Iterator[Finding]:
    used = {name for file in project.policies.files for name in file.named_values}
    for name in sorted(project.publication.named_values.keys() - used):
        line = line_of(project.text(NAMED_VALUES), f'"{name}"')
        yield Finding(NAMED_VALUES, line, f"no policy uses the named value {name}")

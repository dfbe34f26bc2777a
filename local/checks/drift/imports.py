"""API Management finds an operation as the local gateway does: by its path alone, whatever the query."""

from collections.abc import Iterator

from local.checks.bicep.tree import Text
from local.checks.finding import Finding
from local.checks.project import Project

APIS = "Microsoft.ApiManagement/service/apis@"
OPTION = "properties.translateRequiredQueryParameters"


def check(project: Project) -> Iterator[Finding]:
    """Unless an import says otherwise, a required query parameter becomes a part of the URL template."""
    for file in project.bicep.files.values():
        for statement in file.of("resource"):
            if statement.type.startswith(APIS) and statement.body and statement.body.get("properties.format"):
                option = statement.body.get(OPTION)
                if not (isinstance(option, Text) and option.value == "query"):
                    line = option.line if option else statement.line
                    yield file.finding(line, f"{statement.name}: {OPTION} must be 'query'")

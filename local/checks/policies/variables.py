"""Variables hold what <set-variable> may set, or what another element leaves there."""

import re
from collections.abc import Iterator

from local.checks.finding import Finding
from local.checks.project import Project

_CAST = re.compile(r"\(([\w.]+(?:<[^)]*>)?(?:\[\])?)\??\)context\.Variables\[")
# Of Microsoft's reference of set-variable, in C#'s words; then what send-request and validate-jwt leave.
SIMPLE = {"bool", "char", "decimal", "double", "int", "long", "string", "DateTime", "Guid", "TimeSpan"}
OBJECTS = {"JArray", "JObject", "JToken", "IResponse", "Jwt"}


def check(project: Project) -> Iterator[Finding]:
    for file in project.policies.files:
        for number, line in enumerate(file.text.splitlines(), 1):
            for kind in _CAST.findall(line):
                if kind not in SIMPLE | OBJECTS:
                    yield Finding(file.path, number, f"<set-variable> takes no {kind}")

"""Parameter files give main.bicep what it asks for; production's are private and name who hears of alerts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.checks.bicep.files import BicepFile
from local.checks.finding import Finding
from local.checks.project import Project
from local.checks.publication import line_of

MAIN = Path("infra/main.bicep")
PRODUCTION = Path("infra/main.parameters.production.json")
WITH_NETWORK = {"StandardV2", "PremiumV2"}
NEEDED = ("customDomain", "alertEmail")


def check(project: Project) -> Iterator[Finding]:
    main = project.bicep.files[MAIN]
    for path in sorted((project.root / "infra").glob("main.parameters*.json")):
        relative = path.relative_to(project.root)
        yield from _given(relative, project.text(relative), main)


def _given(path: Path, text: str, main: BicepFile) -> Iterator[Finding]:
    try:
        given: dict[str, Any] = json.loads(text)["parameters"]
    except (ValueError, KeyError, TypeError) as error:
        yield Finding(path, getattr(error, "lineno", 1), f"is not a parameter file: {error}")
        return
    declared = {parameter.name: parameter for parameter in main.of("param")}
    for name in given.keys() - declared.keys():
        yield Finding(path, line_of(text, f'"{name}"'), f"{MAIN.name} has no parameter {name}")
    for name, parameter in declared.items():
        if name not in given and parameter.value is None:
            yield Finding(path, 1, f"the parameter {name} is missing")
    if path == PRODUCTION:
        yield from _production(path, text, {name: entry["value"] for name, entry in given.items()})


def _production(path: Path, text: str, values: dict[str, Any]) -> Iterator[Finding]:
    if values.get("privateNetwork") is not True:
        yield Finding(path, line_of(text, '"privateNetwork"'), "production needs privateNetwork: true")
    if values.get("gatewaySku") not in WITH_NETWORK:
        allowed = " or ".join(sorted(WITH_NETWORK))
        yield Finding(path, line_of(text, '"gatewaySku"'), f"a private network needs gatewaySku {allowed}")
    for name in NEEDED:
        if not values.get(name):
            yield Finding(path, line_of(text, f'"{name}"'), f"production needs {name}")

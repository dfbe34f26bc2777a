"""applications.json has each channel and each service that main.bicep names, and who may call it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from local.checks.bicep.parameters import MAIN
from local.checks.bicep.tree import key_of
from local.checks.finding import Finding
from local.checks.project import Project
from local.checks.publication import CHANNELS, line_of

APPLICATIONS = Path("infra/entra/applications.json")
Applications = Mapping[str, Mapping[str, Any]]


def check(project: Project) -> Iterator[Finding]:
    text = project.text(APPLICATIONS)
    applications = {each["name"]: each for each in json.loads(text)}
    for name, message in (
        *_lacking(applications, _needed(project)),
        *_surplus(applications, project.publication.channels),
        *_unknown(applications),
    ):
        yield Finding(APPLICATIONS, line_of(text, f'"name": "{name}"'), message)


def _needed(project: Project) -> dict[str, Path]:
    """APIs, and where each comes from: a channel, or the `<NAME>_SCOPE` with which a service is called."""
    settings = project.bicep.variable(MAIN, "sharedSettings")
    keys = [key_of(pair) or "" for pair in settings.pairs] if settings else []
    services = [key.removesuffix("_SCOPE").lower() for key in keys if key.endswith("_SCOPE")]
    channels = [f"portico-{channel}" for channel in project.publication.channels]
    return dict.fromkeys(channels, CHANNELS) | dict.fromkeys(services, MAIN)


def _lacking(applications: Applications, needed: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    called = {api for application in applications.values() for api in _permissions(application)}
    for api, source in needed.items():
        if api not in applications:
            yield api, f"has no application {api}, which {source} needs"
        elif api not in called:
            yield api, f"nobody has a permission on {api}"


def _surplus(applications: Applications, channels: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, application in applications.items():
        channel = application.get("federated")
        if channel and channel not in channels:
            yield name, f"{name} is of the channel {channel}, which {CHANNELS} has not"


def _unknown(applications: Applications) -> Iterator[tuple[str, str]]:
    for name, application in applications.items():
        for api in sorted(_permissions(application) - applications.keys()):
            yield name, f"{name} has permissions on {api}, which is no application"


def _permissions(application: Mapping[str, Any]) -> set[str]:
    return {*application.get("delegated", {}), *application.get("application", {})}

"""What channels.json publishes is what Bicep loads, function_app.py serves and azure.yaml deploys."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from local.checks.bicep.files import BicepFile
from local.checks.bicep.parameters import MAIN
from local.checks.bicep.tree import Call, Node, Text, key_of, walk
from local.checks.finding import Finding
from local.checks.project import Project
from local.checks.publication import CHANNELS, NAMED_VALUES, line_of

APIS = Path("infra/modules/gateway-apis.bicep")
CONFIGURATION = Path("infra/modules/gateway-configuration.bicep")
FUNCTION_APP = Path("function_app.py")
AZURE = Path("azure.yaml")
_OF_A_CHANNEL = re.compile(r"(\w+)(Audience|Clients)")
WORKFLOW = Path(".github/workflows/deploy.yml")
LONGEST_LOADED = 131_072  # characters; MaxLiteralCharacterLimit in the compiler


def check(project: Project) -> Iterator[Finding]:
    publication = project.publication
    yield from _loaded(project)
    yield from _maps(project, APIS, "policies", publication.policies)
    yield from _maps(project, APIS, "documents", publication.documents)
    yield from _maps(project, APIS, "productPolicies", publication.products)
    yield from _maps(project, CONFIGURATION, "fragments", publication.fragments)
    parameters = {each["parameter"] for each in publication.named_values.values() if "parameter" in each}
    yield from _keys(project, "parameterValues", parameters, "parameter of named-values.json")
    yield from _keys(project, "channelSettings", set(publication.channels), "channel")
    yield from _sources(project)
    yield from _served(project)
    yield from _deployed(project)
    yield from _offered(project)
    yield from _left_over(project)


def _loaded(project: Project) -> Iterator[Finding]:
    """Every file that Bicep reads at compile time is there, and no longer than it reads."""
    for file in project.bicep.files.values():
        for statement in file.statements:
            for node in walk(statement.value):
                path = _path(file, node)
                if path and not (project.root / path).is_file():
                    yield file.finding(node.line, f"there is no file {path}")
                elif path and len(project.text(path)) > LONGEST_LOADED:
                    yield file.finding(node.line, f"{path} has more than {LONGEST_LOADED} characters")


def _path(file: BicepFile, node: Node) -> Path | None:
    match node:
        case Call(function="loadTextContent" | "loadJsonContent", arguments=(Text(value=str(relative)), *_)):
            return file.beside(relative)
    return None


def _maps(project: Project, path: Path, name: str, wanted: dict[str, Path]) -> Iterator[Finding]:
    """A variable whose keys are names, and whose values load the file of each."""
    found = project.bicep.variable(path, name)
    if found is None:
        yield Finding(path, 1, f"has no object {name}")
        return
    pairs = {key_of(pair) or "": pair for pair in found.pairs}
    for key, pair in pairs.items():
        if key not in wanted:
            yield Finding(path, pair.line, f"{name} has {key}, which is not published")
        elif _path(project.bicep.files[path], pair.value) != wanted[key]:
            yield Finding(path, pair.line, f"{name}.{key} must load {wanted[key]}")
    for key in sorted(wanted.keys() - pairs.keys()):
        yield Finding(path, found.line, f"{name} lacks {key}: {wanted[key]}")


def _keys(project: Project, name: str, wanted: set[str], what: str) -> Iterator[Finding]:
    """An object of main.bicep whose keys are given elsewhere."""
    found = project.bicep.variable(MAIN, name)
    if found is None:
        yield Finding(MAIN, 1, f"has no object {name}")
        return
    lines = {key_of(pair) or "": pair.line for pair in found.pairs}
    for key in sorted(lines.keys() - wanted):
        yield Finding(MAIN, lines[key], f"{name} has {key}, which is no {what}")
    for key in sorted(wanted - lines.keys()):
        yield Finding(MAIN, found.line, f"{name} lacks the {what} {key}")


def _sources(project: Project) -> Iterator[Finding]:
    """Named values made of a backend or of a channel's field."""
    publication, text = project.publication, project.text(NAMED_VALUES)
    for name, source in publication.named_values.items():
        line = line_of(text, f'"{name}"')
        if "backend" in source and source["backend"] not in publication.backends:
            yield Finding(NAMED_VALUES, line, f"there is no backend {source['backend']}")
        if "channel" in source and source["field"] not in publication.channels.get(source["channel"], {}):
            yield Finding(NAMED_VALUES, line, f"{source['channel']} has no field {source['field']}")


def _served(project: Project) -> Iterator[Finding]:
    """The keys of function_app.CHANNELS."""
    for node in ast.parse(project.text(FUNCTION_APP)).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="CHANNELS")], value=ast.Dict(keys=keys)):
                served = {str(key.value) for key in keys if isinstance(key, ast.Constant)}
                for name in sorted(served ^ project.publication.channels.keys()):
                    yield Finding(FUNCTION_APP, node.lineno, f"CHANNELS and {CHANNELS} differ in {name}")


def _deployed(project: Project) -> Iterator[Finding]:
    """The services of azure.yaml: names indented once below `services:`."""
    text = project.text(AZURE)
    section = re.search(r"^services:\n((?:[ #].*\n|\n)*)", text, re.MULTILINE)
    services = set(re.findall(r"^  ([\w-]+):", section[1], re.MULTILINE)) if section else set()
    for name in sorted(services ^ project.publication.channels.keys()):
        yield Finding(AZURE, line_of(text, "services:"), f"services and {CHANNELS} differ in {name}")


def _offered(project: Project) -> Iterator[Finding]:
    """The channels that can be deployed by hand."""
    text = project.text(WORKFLOW)
    options = re.search(r"^ +options: \[(.*)\]", text, re.MULTILINE)
    offered = {name.strip() for name in options[1].split(",")} if options else set()
    for name in sorted(offered ^ project.publication.channels.keys()):
        yield Finding(WORKFLOW, line_of(text, "options:"), f"options and {CHANNELS} differ in {name}")


def _left_over(project: Project) -> Iterator[Finding]:
    """Parameters and key rings of main.bicep that were some channel's."""
    rings = project.bicep.variable(MAIN, "keyRings")
    lines = (
        [(key_of(pair) or "", f"keyRings.{key_of(pair)}", pair.line) for pair in rings.pairs] if rings else []
    )
    for statement in project.bicep.files[MAIN].of("param"):
        if match := _OF_A_CHANNEL.fullmatch(statement.name):
            lines.append((match[1], statement.name, statement.line))
    for channel, name, line in lines:
        if channel not in project.publication.channels:
            yield Finding(MAIN, line, f"{name} is of no channel of {CHANNELS}")

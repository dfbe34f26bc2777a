"""Routes, in the order in which the Functions host tries them: by function name, the first that fits wins."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from local.checks.finding import Finding
from local.checks.project import Project
from local.checks.publication import line_of
from local.checks.route import Route

RESERVED = {"admin", "runtime"}


def check(project: Project) -> Iterator[Finding]:
    for channel in sorted({route.channel for route in project.routes}):
        routes = [route for route in project.routes if route.channel == channel]
        routes.sort(key=lambda route: route.function.lower())
        for route, message in (
            *_shadowed(routes),
            *_misplaced(routes),
            *_undocumented(project, channel, routes),
        ):
            yield _finding(project.root, route, message)
        yield from _unserved(project, channel, routes)


def _finding(root: Path, route: Route, message: str) -> Finding:
    """At the line of the channel's package that holds the path."""
    package = root / f"{route.channel}_bff"
    wanted = f'"{route.template.removeprefix(f"{route.channel}/")}"'
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if wanted in text:
            return Finding(path.relative_to(root), line_of(text, wanted), f"{route.function}: {message}")
    return Finding((package / "__init__.py").relative_to(root), 1, f"{route.function}: {message}")


def _shadowed(routes: Sequence[Route]) -> Iterator[tuple[Route, str]]:
    """Each route against all that the host tries before it."""
    for number, route in enumerate(routes):
        for earlier in routes[:number]:
            if earlier.answers_for(route):
                yield route, f"{earlier.function} ({earlier.template}) answers in its place"


def _misplaced(routes: Sequence[Route]) -> Iterator[tuple[Route, str]]:
    for route in routes:
        if route.segments[0] in RESERVED:
            yield route, f"the host keeps routes below {route.segments[0]}/ for itself"
        elif route.segments[0] != route.channel:
            yield route, f"a route of this channel begins with {route.channel}/"


def _undocumented(project: Project, channel: str, routes: Sequence[Route]) -> Iterator[tuple[Route, str]]:
    """Every route is an operation of the channel's document, or else internal."""
    documented = _documented(project, channel)
    for route in routes:
        for method in sorted(route.methods):
            if ((method, route.template) in documented) == route.internal:
                is_there = (
                    "marked internal, and published" if route.internal else "neither published nor internal"
                )
                yield route, f"{method} {route.template} is {is_there}"


def _unserved(project: Project, channel: str, routes: Sequence[Route]) -> Iterator[Finding]:
    path = project.publication.documents[channel]
    served = {(method, route.template) for route in routes for method in route.methods}
    for method, template in sorted(_documented(project, channel) - served):
        line = line_of(project.text(path), f'"{template.removeprefix(channel)}"')
        yield Finding(path, line, f"no route serves {method} {template}")


def _documented(project: Project, channel: str) -> set[tuple[str, str]]:
    document: dict[str, Any] = json.loads(project.text(project.publication.documents[channel]))
    return {
        (method.upper(), f"{channel}{path}")
        for path, methods in document["paths"].items()
        for method in methods
    }

"""The route table of the host: functions in order of their names, the first that fits wins."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from azure.functions import AuthLevel

from local.errors import StartError
from local.functions.indexing import IndexedFunction
from local.functions.templates import Template

logger = logging.getLogger(__name__)

_RESERVED = ("admin", "runtime")


@dataclass(frozen=True, slots=True)
class Route:
    """How a function is reached; without methods it answers all of them."""

    function: IndexedFunction
    path: str
    template: Template
    methods: frozenset[str] | None
    level: AuthLevel

    def conflicts_with(self, other: "Route") -> bool:
        if self.path != other.path:
            return False
        return self.methods is None or other.methods is None or not self.methods.isdisjoint(other.methods)


class RouteTable:
    """Finds the function of a request; neither the order of declaration nor specificity counts."""

    def __init__(self, functions: Iterable[IndexedFunction], prefix: str) -> None:
        self._routes: list[Route] = []
        # The host orders without case by upper-casing, which puts "_" after the letters.
        for function in sorted(functions, key=lambda function: function.name.upper()):
            self._add(_route(function, prefix))
        methods = {method for route in self._routes for method in route.methods or ()}
        self._by_method = {method: self._answering(method) for method in methods}
        self._any_method = self._answering(None)

    def match(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route of `method` and the decoded `path`, with its parameters."""
        for route in self._by_method.get(method, self._any_method):
            values = route.template.match(path)
            if values is not None:
                return route, values
        return None

    def _add(self, route: Route) -> None:
        if fault := self._fault(route):
            # The host leaves such a function out and starts the others.
            logger.error("The '%s' function is in error: %s", route.function.name, fault)
        else:
            self._routes.append(route)

    def _fault(self, route: Route) -> str | None:
        if route.path.startswith(_RESERVED):
            return "The specified route conflicts with one or more built in routes."
        for other in self._routes:
            if route.conflicts_with(other):
                name = other.function.name
                return f"The route specified conflicts with the route defined by function '{name}'."
        return None

    def _answering(self, method: str | None) -> list[Route]:
        return [route for route in self._routes if route.methods is None or method in route.methods]


def is_reserved(path: str) -> bool:
    """Whether the host keeps `path` for itself, whatever a catch-all route says."""
    return path.lower().lstrip("/").partition("/")[0] in _RESERVED


def _route(function: IndexedFunction, prefix: str) -> Route:
    trigger = function.trigger
    path = (trigger.get("route") or function.name).strip("/")
    methods = trigger.get("methods")
    try:
        template = Template(f"{prefix}/{path}")
    except StartError as error:
        raise StartError(f"cannot route the {function.name} function: {error}") from error
    return Route(
        function=function,
        path=path.lower(),
        template=template,
        methods=None if methods is None else frozenset(methods),
        level=AuthLevel[trigger["authLevel"].upper()],
    )

"""What would be asked of Microsoft Graph, for somebody to read first."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from infra.entra.applications import Application
from infra.entra.graph import Document

_KEY = re.compile(r"\((?:uniqueName|appId)='([^']*)'\)")


class Plan:
    """A tenant in which nothing is registered yet: `<orders>` stands for the id that orders will have."""

    def __init__(self, applications: Mapping[str, Application], say: Callable[[str], object]) -> None:
        self._applications = applications
        self._say = say

    def read(self, path: str) -> Document:
        key = _KEY.search(path)
        if key is None:
            return {"value": []}
        name = key[1].strip("<>")
        application = self._applications.get(name, Application(name))
        ids = [
            {"value": value, "id": application.permission_id(value)}
            for value in _values(self._applications, name)
        ]
        return {"appId": f"<{name}>", "id": f"<{name}>", "oauth2PermissionScopes": ids, "appRoles": []}

    def put(self, path: str, body: Document) -> None:
        self._say(f"PATCH {path}\n{_written(body)}\n")

    def create(self, path: str, body: Document) -> None:
        self._say(f"POST {path}\n{_written(body)}\n")


def _values(applications: Mapping[str, Application], name: str) -> set[str]:
    """Every permission of an application that is defined, or that another one asks for."""
    own = applications.get(name, Application(name))
    asked: set[str] = {*own.scopes, *own.roles}
    for each in applications.values():
        asked |= {*each.delegated.get(name, ()), *each.application.get(name, ())}
    return asked


def _written(body: Mapping[str, Any]) -> str:
    return json.dumps(body, indent=2, sort_keys=True)

"""Microsoft Graph, as far as app registrations need it."""

from collections.abc import Mapping
from typing import Any, Protocol

import httpx

URL = "https://graph.microsoft.com/v1.0"
Document = Mapping[str, Any]


class GraphError(Exception):
    """Graph refused a request; the message says which and why."""


class Directory(Protocol):
    """Reads and changes a tenant: Graph itself, or the plan of what would be done."""

    def read(self, path: str) -> Document: ...

    def put(self, path: str, body: Document) -> None:
        """Creates what is not there, and changes what is."""

    def create(self, path: str, body: Document) -> None: ...


class Graph:
    """Graph over a client that carries a token of somebody who may do this."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def read(self, path: str) -> Document:
        document: Document = self._send("GET", path).json()
        return document

    def put(self, path: str, body: Document) -> None:
        self._send("PATCH", path, body, {"Prefer": "create-if-missing"})

    def create(self, path: str, body: Document) -> None:
        self._send("POST", path, body)

    def _send(
        self, method: str, path: str, body: Document | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        response = self._http.request(method, f"{URL}{path}", json=body, headers=headers)
        if response.is_error:
            raise GraphError(f"{method} {path}: {response.status_code} {response.text[:500]}")
        return response

"""A tenant in memory that answers as Microsoft Graph does, as far as infra/entra asks."""

import json
import re
import uuid
from typing import Any

import httpx

from infra.entra.graph import URL

_APPLICATION = re.compile(
    r"/applications\(uniqueName='([^']+)'\)(?:/federatedIdentityCredentials\(name='([^']+)'\))?"
)
_PRINCIPAL = re.compile(r"/servicePrincipals\(appId='([^']+)'\)")
_OF_PRINCIPAL = re.compile(
    r"/servicePrincipals/([^/]+)/(oauth2PermissionGrants|appRoleAssignments|appRoleAssignedTo)"
)


class Tenant:
    """`changes` counts what a run really changed."""

    def __init__(self) -> None:
        self.applications: dict[str, dict[str, Any]] = {}
        self.principals: dict[str, dict[str, Any]] = {}
        self.credentials: dict[tuple[str, str], dict[str, Any]] = {}
        self.grants: list[dict[str, Any]] = []
        self.assignments: list[dict[str, Any]] = []
        self.changes = 0

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._answer))

    def client_id(self, name: str) -> str:
        return str(self.applications[name]["appId"])

    def granted(self, client: str, api: str) -> list[str]:
        ids = [self.principals[self.client_id(name)]["id"] for name in (client, api)]
        scopes = [each["scope"] for each in self.grants if [each["clientId"], each["resourceId"]] == ids]
        return scopes[0].split() if scopes else []

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = str(request.url.copy_with(query=None)).removeprefix(URL).replace("%27", "'")
        body = json.loads(request.content) if request.content else {}
        if found := _APPLICATION.fullmatch(path):
            return self._application(request.method, found[1], found[2], body)
        if found := _PRINCIPAL.fullmatch(path):
            return self._principal(request.method, found[1], body)
        if found := _OF_PRINCIPAL.fullmatch(path):
            return self._permissions(request.method, found[1], found[2], body)
        if path.startswith("/oauth2PermissionGrants"):
            return self._grant(request.method, path.rpartition("/")[2], body)
        return httpx.Response(404, text=f"no such resource: {path}")

    def _store(
        self, there: dict[Any, dict[str, Any]], key: object, body: dict[str, Any], new: dict[str, Any]
    ) -> None:
        before = there.get(key, new)
        self.changes += key not in there or before | body != before
        there[key] = before | body

    def _application(
        self, method: str, name: str, credential: str | None, body: dict[str, Any]
    ) -> httpx.Response:
        if method == "GET":
            return httpx.Response(200, json=self.applications[name])
        if credential:
            self._store(self.credentials, (name, credential), body, {})
        else:
            if "api" in body:
                body["api"] = self.applications.get(name, {}).get("api", {}) | body["api"]
            self._store(self.applications, name, body, {"appId": str(uuid.uuid4())})
        return httpx.Response(204)

    def _principal(self, method: str, client_id: str, body: dict[str, Any]) -> httpx.Response:
        if method == "PATCH":
            self._store(self.principals, client_id, body, {"id": str(uuid.uuid4())})
            return httpx.Response(204)
        application = next(each for each in self.applications.values() if each["appId"] == client_id)
        scopes, roles = application["api"]["oauth2PermissionScopes"], application["appRoles"]
        document = self.principals[client_id] | {"oauth2PermissionScopes": scopes, "appRoles": roles}
        return httpx.Response(200, json=document)

    def _permissions(self, method: str, principal: str, kind: str, body: dict[str, Any]) -> httpx.Response:
        if method == "POST":
            self.changes += 1
            self.assignments.append(body)
            return httpx.Response(201, json=body)
        if kind == "oauth2PermissionGrants":
            found = [each for each in self.grants if each["clientId"] == principal]
        else:
            found = [each for each in self.assignments if each["principalId"] == principal]
        return httpx.Response(200, json={"value": found})

    def _grant(self, method: str, key: str, body: dict[str, Any]) -> httpx.Response:
        self.changes += 1
        if method == "POST":
            self.grants.append(body | {"id": str(uuid.uuid4())})
        else:
            next(each for each in self.grants if each["id"] == key).update(body)
        return httpx.Response(201)

"""The tenant's directory: its apps, users and role assignments, read from one JSON file."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from local.errors import StartError

LOOPBACK = "http://127.0.0.1/"


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)


class App(Entry):
    """An app registration: a client, a resource (an API with scopes or roles), or both."""

    name: str
    client_id: str
    kind: Literal["public", "confidential", "resource"]
    redirect_uris: tuple[str, ...] = ()
    frontchannel_logout_uri: str | None = None
    delegated: tuple[str, ...] = ()
    identifier_uri: str | None = None
    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def accepts_redirect(self, uri: str) -> bool:
        return any(_same_redirect(registered, uri) for registered in self.redirect_uris)


class User(Entry):
    id: str
    login: str
    name: str
    email: str


class RoleAssignment(Entry):
    """`to` is a user's login or an app's name."""

    app: str
    role: str
    to: str


class Directory(Entry):
    tenant_id: str
    apps: tuple[App, ...]
    role_assignments: tuple[RoleAssignment, ...]
    users: tuple[User, ...]

    @classmethod
    def load(cls, path: Path, public_url: str) -> Self:
        """Read the file; `{publicUrl}` in its URIs is where the gateway is reached. Raises StartError."""
        try:
            return cls.model_validate_json(path.read_bytes().replace(b"{publicUrl}", public_url.encode()))
        except ValidationError as error:
            raise StartError.invalid(str(path), error) from error

    @model_validator(mode="after")
    def _refers_to_what_it_holds(self) -> Self:
        principals = [app.name for app in self.apps] + [user.login for user in self.users]
        _refuse("used twice", {name for name in principals if principals.count(name) > 1})
        delegated = {name for app in self.apps for name in app.delegated}
        _refuse("an unknown app", delegated - {app.name for app in self.apps})
        _refuse("an unknown principal", {given.to for given in self.role_assignments} - set(principals))
        defined = {(app.name, role) for app in self.apps for role in app.roles}
        _refuse("an unknown role", {(given.app, given.role) for given in self.role_assignments} - defined)
        return self

    def app(self, client_id: str) -> App | None:
        return next((app for app in self.apps if app.client_id == client_id), None)

    def resource(self, identifier: str) -> App | None:
        """The API known by an identifier URI or a client id."""
        apis = (app for app in self.apps if app.identifier_uri)
        return next((app for app in apis if identifier in (app.identifier_uri, app.client_id)), None)

    def user(self, identifier: str) -> User | None:
        """The user known by an object id, a login or an e-mail address."""
        return next((user for user in self.users if identifier in (user.id, user.login, user.email)), None)

    def roles(self, resource: App, principal: str) -> list[str]:
        """What a user (by login) or an app (by name) has been assigned on a resource."""
        return [
            given.role
            for given in self.role_assignments
            if given.app == resource.name and given.to == principal
        ]


def _same_redirect(registered: str, uri: str) -> bool:
    """Exact, but for the port of a loopback address that names none (RFC 8252, section 7.3)."""
    if not registered.startswith(LOOPBACK):
        return uri == registered
    path = re.escape(registered.removeprefix(LOOPBACK))
    return re.fullmatch(rf"http://127\.0\.0\.1(:[0-9]{{1,5}})?/{path}", uri) is not None


def _refuse(reason: str, names: Iterable[object]) -> None:
    if names := sorted(map(str, names)):
        raise ValueError(f"{reason}: {', '.join(names)}")

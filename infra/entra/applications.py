"""applications.json: the app registrations that this system needs, as they should be."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("applications.json")
CHANNELS = Path(__file__).parents[1] / "channels.json"
Permissions = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Application:
    """A registration; one with a `client_id` is there already, and only referred to.

    `delegated` and `application` are the permissions that it has on others, by their names; `federated` is
    the channel whose function app may act as it.
    """

    name: str
    client_id: str = ""
    scopes: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    public_redirect_uris: tuple[str, ...] = ()
    web_redirect_uris: tuple[str, ...] = ()
    web_logout_url: str = ""
    id_token_claims: tuple[str, ...] = ()
    delegated: Permissions = field(default_factory=dict)
    application: Permissions = field(default_factory=dict)
    assignment_required: bool = False
    federated: str = ""

    @property
    def is_api(self) -> bool:
        return bool(self.scopes or self.roles)

    def permission_id(self, value: str) -> str:
        """The same at every run, so that a permission is never made twice."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:portico:{self.name}:{value}"))


def read_applications(public_url: str, path: Path = PATH) -> list[Application]:
    """`{publicUrl}` in redirect URIs is replaced; raises ValueError for a name nobody has."""
    entries: list[dict[str, Any]] = json.loads(
        path.read_text(encoding="utf-8").replace("{publicUrl}", public_url)
    )
    applications = [_application(entry) for entry in entries]
    known = {each.name: each for each in applications}
    for each in applications:
        for api, values in (*each.delegated.items(), *each.application.items()):
            if api not in known:
                raise ValueError(f"{each.name} has permissions on {api}, which is no application")
            _check_values(each, known[api], values)
    return applications


def read_channels(applications: Iterable[Application], path: Path = CHANNELS) -> list[str]:
    """The names in channels.json; raises ValueError for one that has no application."""
    names = [channel["name"] for channel in json.loads(path.read_text(encoding="utf-8"))["channels"]]
    known = {each.name for each in applications}
    for name in names:
        if f"portico-{name}" not in known:
            raise ValueError(f"the channel {name} has no application portico-{name}")
    return names


def _check_values(client: Application, api: Application, values: Iterable[str]) -> None:
    for value in values:
        if not api.client_id and value not in {*api.scopes, *api.roles}:
            raise ValueError(f"{client.name} has the permission {value}, which {api.name} does not define")


def _application(entry: Mapping[str, Any]) -> Application:
    return Application(
        name=entry["name"],
        client_id=entry.get("clientId", ""),
        scopes=entry.get("scopes", {}),
        roles=entry.get("roles", {}),
        public_redirect_uris=tuple(entry.get("publicRedirectUris", ())),
        web_redirect_uris=tuple(entry.get("webRedirectUris", ())),
        web_logout_url=entry.get("webLogoutUrl", ""),
        id_token_claims=tuple(entry.get("idTokenClaims", ())),
        delegated={api: tuple(values) for api, values in entry.get("delegated", {}).items()},
        application={api: tuple(values) for api, values in entry.get("application", {}).items()},
        assignment_required=entry.get("assignmentRequired", False),
        federated=entry.get("federated", ""),
    )

"""The applications of `local/directory.json`: what app registrations are in Entra ID."""

from pathlib import Path

from local.errors import StartError
from local.identity.directory import App, Directory
from local.stack.layout import Layout

PATH = Path("local/directory.json")


def read_directory(layout: Layout) -> Directory:
    return Directory.load(layout.root / PATH, layout.public_url)


def app(directory: Directory, name: str) -> App:
    """Raises StartError: channels.json may name a channel that has none."""
    found = next((app for app in directory.apps if app.name == name), None)
    if found is None:
        raise StartError(f"{PATH}: no application '{name}', which the channels of infra/channels.json need")
    return found


def user_client(directory: Directory, api: str) -> App | None:
    """The client in which users sign in for an API; None for an API that applications call as themselves."""
    return next((app for app in directory.apps if api in app.delegated and app.redirect_uris), None)


def partners(directory: Directory) -> list[App]:
    """The applications that may call the partner channel."""
    clients = clients_of(directory, "portico-partner")
    return [app for app in directory.apps if app.client_id in clients]


def clients_of(directory: Directory, api: str) -> list[str]:
    """Client ids that may ask for an API's tokens: delegated, or by an application role."""
    assigned = {given.to for given in directory.role_assignments if given.app == api}
    return [app.client_id for app in directory.apps if api in app.delegated or app.name in assigned]

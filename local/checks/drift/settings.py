"""The settings that the code reads are the settings that Bicep sets, for each channel."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from local.checks.bicep.parameters import MAIN
from local.checks.bicep.tree import Object, Text, key_of, walk
from local.checks.finding import Finding
from local.checks.project import Project
from shared.settings import SettingsError, read_settings

APP = Path("infra/modules/function-app.bicep")
# Read by the Functions host, or by Azure Monitor's exporter.
PLATFORM = ("AzureWebJobsStorage__", "AzureFunctionsJobHost__", "APPLICATIONINSIGHTS_")
# Only where no Azure is: a certificate authority, keys in place of a managed identity.
LOCAL = ("REQUESTS_CA_BUNDLE", "_ASSERTION_KEY", "_ACCOUNT_KEY")
Places = dict[str, tuple[Path, int]]


def check(project: Project) -> Iterator[Finding]:
    channels = project.bicep.variable(MAIN, "channelSettings")
    shared = _places(MAIN, project.bicep.variable(MAIN, "sharedSettings")) | _places(APP, _every_app(project))
    for pair in channels.pairs if channels else ():
        own = pair.value if isinstance(pair.value, Object) else None
        yield from _compared(key_of(pair) or "", (MAIN, pair.line), shared | _places(MAIN, own))


def _compared(channel: str, place: tuple[Path, int], given: Places) -> Iterator[Finding]:
    names = names_read({name: channel if name == "BFF_CHANNELS" else "1" for name in given})
    for name in sorted(names - given.keys()):
        if not name.endswith(LOCAL):
            yield Finding(*place, f"{channel}: the code reads {name}, which is not set")
    for name in sorted(given.keys() - names):
        if not name.startswith(PLATFORM):
            yield Finding(*given[name], f"{channel}: {name} is set, and nothing reads it")


def _places(path: Path, settings: Object | None) -> Places:
    """Where each setting is set."""
    return {key_of(pair) or "": (path, pair.line) for pair in (settings.pairs if settings else ())}


def _every_app(project: Project) -> Object | None:
    """What function-app.bicep adds to the settings of each channel."""
    for statement in project.bicep.files[APP].of("resource"):
        name = statement.body.get("name") if statement.body else None
        if statement.body and isinstance(name, Text) and name.value == "appsettings":
            nodes = walk(statement.body.get("properties"))
            return next((node for node in nodes if isinstance(node, Object)), None)
    return None


class _Recording(dict[str, str]):
    """Settings that remember which of them were read."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        super().__init__(settings)
        self.names: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override] # one overload
        self.names.add(name)
        return super().get(name, default)


def names_read(settings: Mapping[str, str]) -> set[str]:
    """The names that the code itself asks for; what it thinks of the values does not matter here."""
    recording = _Recording(settings)
    with suppress(SettingsError):
        read_settings(recording)
    return recording.names

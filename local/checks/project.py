"""The project as the gates see it: its files, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from local.checks.bicep.files import Bicep, read_bicep
from local.checks.policies.documents import Policies, read_policies
from local.checks.publication import Publication, read_publication
from local.checks.route import Route


@dataclass(frozen=True)
class Project:
    """A folder, the routes of its function apps, and the command of a Bicep compiler, if there is one."""

    root: Path
    routes: Sequence[Route] = ()
    compiler: Sequence[str] = ()

    def text(self, path: Path) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    @cached_property
    def bicep(self) -> Bicep:
        return read_bicep(self.root)

    @cached_property
    def policies(self) -> Policies:
        return read_policies(self.root)

    @cached_property
    def publication(self) -> Publication:
        return read_publication(self.root)

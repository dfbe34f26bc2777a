"""Where everything is: ports counted from the gateway's, state under `<home>/<port>/`."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from local.errors import StartError
from local.stack.channels import Publication, read_publication

SERVICES = {"orders": 21, "products": 22, "users": 23}
OFFSETS = {
    "gateway": 0,
    "identity-page": 1,
    "identity": 2,
    "web": 3,
    "storage": 4,
    **SERVICES,
    "monitor": 31,
}
FIRST_CHANNEL = 11
DEFAULT_PORT = 8080
HIGHEST_PORT = 65_535
HOST = "127.0.0.1"
# Browsers keep secure cookies of plain http only where nobody can listen in: on this machine.
_PUBLIC_URL = re.compile(
    r"(https://[a-z0-9.-]+|http://(127\.0\.0\.1|([a-z0-9-]+\.)*localhost))(:[0-9]{1,5})?"
)


@dataclass(frozen=True)
class Layout:
    """The addresses of one stack; several may run side by side on different ports."""

    port: int
    home: Path = Path(".local")
    root: Path = Path()
    public: str = ""

    def __post_init__(self) -> None:
        highest = HIGHEST_PORT - max(OFFSETS.values())
        if not 1 <= self.port <= highest:
            raise ValueError(f"PORT must be between 1 and {highest}, not {self.port}")
        if not _PUBLIC_URL.fullmatch(self.public_url):
            raise ValueError(
                f"PUBLIC_URL must be https://host, or http:// and a host of this machine, not {self.public!r}"
            )

    @property
    def state(self) -> Path:
        return self.home / str(self.port)

    @property
    def infra(self) -> Path:
        return self.root / "infra"

    @property
    def public_url(self) -> str:
        """What browsers and links call the gateway."""
        return self.public or self.url("gateway")

    @property
    def ca_bundle(self) -> Path:
        """The certificate authority of the local identity provider, made at first start."""
        return self.state / "identity" / "ca.pem"

    @property
    def history(self) -> Path:
        """What the monitor has recorded."""
        return self.state / "monitor.db"

    @cached_property
    def publication(self) -> Publication:
        """Raises StartError."""
        path = self.infra / "channels.json"
        publication = read_publication(path)
        names = [*OFFSETS, *(channel.name for channel in publication.channels)]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise StartError(f"{path}: {', '.join(twice)} would be two parts of the stack")
        return publication

    @property
    def channels(self) -> tuple[str, ...]:
        """Their names; raises StartError."""
        return tuple(channel.name for channel in self.publication.channels)

    def port_of(self, part: str) -> int:
        """Raises StartError."""
        offset = OFFSETS[part] if part in OFFSETS else FIRST_CHANNEL + self.channels.index(part)
        return self.port + offset

    def url(self, part: str) -> str:
        scheme = "https" if part == "identity" else "http"
        return f"{scheme}://{HOST}:{self.port_of(part)}"

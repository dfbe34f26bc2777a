"""Where everything is: ports counted from the gateway's, state under `<home>/<port>/`."""

from dataclasses import dataclass
from pathlib import Path

OFFSETS = {
    "gateway": 0,
    "identity-page": 1,
    "identity": 2,
    "mobile": 11,
    "desktop": 12,
    "partner": 13,
    "orders": 21,
    "products": 22,
    "users": 23,
}
DEFAULT_PORT = 8080
HIGHEST_PORT = 65_535
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Layout:
    """The addresses of one stack; several may run side by side on different ports."""

    port: int
    home: Path = Path(".local")
    root: Path = Path()

    def __post_init__(self) -> None:
        highest = HIGHEST_PORT - max(OFFSETS.values())
        if not 1 <= self.port <= highest:
            raise ValueError(f"PORT must be between 1 and {highest}, not {self.port}")

    @property
    def state(self) -> Path:
        return self.home / str(self.port)

    @property
    def infra(self) -> Path:
        return self.root / "infra"

    @property
    def ca_bundle(self) -> Path:
        """The certificate authority of the local identity provider, made at first start."""
        return self.state / "identity" / "ca.pem"

    def port_of(self, part: str) -> int:
        return self.port + OFFSETS[part]

    def url(self, part: str) -> str:
        scheme = "https" if part == "identity" else "http"
        return f"{scheme}://{HOST}:{self.port_of(part)}"

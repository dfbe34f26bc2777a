"""The monitor's configuration, read from a JSON file."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class MonitorConfig(BaseModel):
    """Where the monitor listens, what it keeps, and whom its sample clients and switches reach.

    `services` holds the URL of each upstream service; `token_command` prints an access token on standard
    output when `--channel <name> --as <login>` is added to it; `users` may be signed in by the console.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str
    port: int = Field(ge=0, le=65535)
    database: Path
    gateway: str
    services: dict[str, str] = {}
    token_command: tuple[str, ...] = ()
    users: tuple[str, ...] = ("alice", "bob", "carol")
    most_spans: int = Field(200_000, gt=0)
    most_points: int = Field(200_000, gt=0)
    most_seconds: float = Field(86_400, gt=0)

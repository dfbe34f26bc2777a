"""The provider's configuration: one JSON file, unknown keys refused."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict


class IdentityConfig(BaseModel):
    """Where the provider listens, what it is called from outside, and where its directory and state are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    page_port: int
    tls_port: int
    issuer_url: str
    page_url: str
    public_url: str
    directory: Path
    state: Path

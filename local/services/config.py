"""The configuration of one service, read from a JSON file."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ServiceConfig(BaseModel):
    """Where one service listens, keeps its rows, and whose tokens it accepts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: Literal["orders", "products", "users"]
    host: str
    port: int = Field(ge=1, le=65535)
    database: Path
    directory: Path
    issuer: str
    jwks_uri: str
    audience: str
    ca_bundle: Path | None = None

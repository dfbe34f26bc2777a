"""The configuration of one service, read from a JSON file."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from local.services.errors import reason
from local.serving import StartError


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


def read_config(path: Path) -> ServiceConfig:
    """The configuration in a file; StartError names the file and the first wrong key."""
    try:
        return ServiceConfig.model_validate_json(path.read_bytes())
    except OSError as error:
        raise StartError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        raise StartError(f"{path}: {reason(error)}") from error

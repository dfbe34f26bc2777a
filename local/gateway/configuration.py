"""What a gateway is configured with: its own settings, channels and named values."""

import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

MAX_BODY_BYTES = 10 * 2**20
T = TypeVar("T")


class ConfigurationErrors(Exception):
    """Everything that keeps the gateway from starting, one line each."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class ErrorGathering(AbstractContextManager[None]):
    """Goes on after configuration errors, so that all of them can be told at once."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def __exit__(self, kind: object, error: object, traceback: object) -> bool:
        if isinstance(error, ConfigurationErrors):
            self.errors += error.errors
            return True
        return False

    def check(self) -> None:
        if self.errors:
            raise ConfigurationErrors(self.errors)


class GatewayConfig(BaseModel):
    """The settings of one gateway; `backends` are base URLs by id, `max_body_bytes` bounds a request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    infra: Path
    named_values: Annotated[dict[str, str], Field(repr=False)] = {}
    backends: dict[str, str] = {}
    ca_bundle: Path | None = None
    spans_file: Path | None = None
    max_body_bytes: Annotated[int, Field(gt=0)] = MAX_BODY_BYTES


class Channel(BaseModel):
    """One entry of channels.json."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)

    name: str
    path: str
    audience: str | None = None
    scopes: list[str] = []
    roles: list[str] = []
    cache_seconds: int | None = None
    rate_limit_per_minute: int | None = None
    policy: Path
    openapi: Path


class Channels(BaseModel):
    """The content of channels.json."""

    model_config = ConfigDict(extra="forbid")

    channels: list[Channel]


class NamedValue(BaseModel):
    """Where a named value comes from: a Bicep parameter, a Key Vault secret or a field of a channel."""

    model_config = ConfigDict(extra="forbid")

    parameter: str | None = None
    secret: str | None = None
    channel: str | None = None
    field: str | None = None


def read_configuration(path: Path) -> GatewayConfig:
    return read_json(path, GatewayConfig)


def read_channels(infra: Path) -> list[Channel]:
    return read_json(infra / "channels.json", Channels).channels


def read_named_values(config: GatewayConfig, channels: list[Channel]) -> dict[str, str]:
    """Every named value that a policy may use; a missing or surplus one is an error."""
    sources = read_json(config.infra / "named-values.json", dict[str, NamedValue])
    given = {name for name, source in sources.items() if source.channel is None}
    errors = [f"named value '{name}' is missing" for name in sorted(given - config.named_values.keys())]
    errors += [f"named value '{name}' is unknown" for name in sorted(config.named_values.keys() - given)]
    values = dict(config.named_values)
    for name, source in sources.items():
        if source.channel is not None:
            field = _channel_field(channels, source)
            if field is None:
                errors.append(
                    f"named value '{name}': channel '{source.channel}' has no field '{source.field}'"
                )
            values[name] = str(field)
    if errors:
        raise ConfigurationErrors(errors)
    return values


def _channel_field(channels: list[Channel], source: NamedValue) -> object:
    for channel in channels:
        if channel.name == source.channel:
            return channel.model_dump(by_alias=True).get(source.field or "")
    return None


def read_json(path: Path, kind: type[T]) -> T:
    """A JSON file as a model; ConfigurationErrors names the file and every fault in it."""
    try:
        return TypeAdapter(kind).validate_python(json.loads(read_text(path)))
    except json.JSONDecodeError as error:
        raise ConfigurationErrors([f"{path}:{error.lineno}:{error.colno}: {error.msg}"]) from error
    except ValidationError as error:
        raise ConfigurationErrors([_fault(path, fault) for fault in error.errors()]) from error


def _fault(path: Path, fault: object) -> str:
    details = fault if isinstance(fault, dict) else {}
    place = ".".join(str(part) for part in details.get("loc", ()))
    return f"{path}: {place}: {details.get('msg')}"


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise ConfigurationErrors([f"{path}: {reason}"]) from error

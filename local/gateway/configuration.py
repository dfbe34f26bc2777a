"""What a gateway is configured with: its own settings, channels and named values."""

import json
from contextlib import AbstractContextManager
from datetime import datetime
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


class SubscriptionConfig(BaseModel):
    """A subscription to a product: two keys, so that one can be changed at a time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    product: str
    primary_key: Annotated[str, Field(min_length=16, repr=False)]
    secondary_key: Annotated[str, Field(min_length=16, repr=False)]
    start_date: datetime | None = None

    @property
    def keys(self) -> tuple[str, str]:
        return self.primary_key, self.secondary_key


class GatewayConfig(BaseModel):
    """The settings of one gateway; `backends` are base URLs by id, `max_body_bytes` bounds a request.

    `console` is where `/` leads, for people on this machine: API Management has no such thing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    infra: Path
    named_values: Annotated[dict[str, str], Field(repr=False)] = {}
    backends: dict[str, str] = {}
    subscriptions: tuple[SubscriptionConfig, ...] = ()
    ca_bundle: Path | None = None
    otlp_endpoint: str | None = None
    console: str | None = None
    max_body_bytes: Annotated[int, Field(gt=0)] = MAX_BODY_BYTES


class PublishedApi(BaseModel):
    """What the gateway publishes below a path: operations, and the policy that they run.

    Whoever subscribes to its `product` runs that product's policy too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)

    name: str
    path: str
    policy: Path
    openapi: Path
    product: str | None = None


class Channel(PublishedApi):
    """One of the channels of channels.json."""

    audience: str | None = None
    scopes: list[str] = []
    roles: list[str] = []
    cache_seconds: int | None = None
    rate_limit_per_minute: int | None = None
    quota_calls: int | None = None
    quota_period_seconds: int | None = None


class Website(PublishedApi):
    """The web client beside the channels, on the same origin; its policy names the backend."""

    name: str = "web"
    backend: str


class Channels(BaseModel):
    """The content of channels.json."""

    model_config = ConfigDict(extra="forbid")

    channels: list[Channel]
    web: Website | None = None

    @property
    def apis(self) -> list[PublishedApi]:
        return [*self.channels, *([self.web] if self.web else [])]


class NamedValue(BaseModel):
    """Where it comes from: a Bicep parameter, a Key Vault secret, a field of a channel or a backend's URL."""

    model_config = ConfigDict(extra="forbid")

    parameter: str | None = None
    secret: str | None = None
    channel: str | None = None
    field: str | None = None
    backend: str | None = None


def read_configuration(path: Path) -> GatewayConfig:
    return read_json(path, GatewayConfig)


def read_channels(infra: Path) -> Channels:
    return read_json(infra / "channels.json", Channels)


def read_named_values(config: GatewayConfig, channels: Channels) -> dict[str, str]:
    """Every named value that a policy may use; a missing or surplus one is an error."""
    sources = read_json(config.infra / "named-values.json", dict[str, NamedValue])
    given = {name for name, source in sources.items() if source.parameter or source.secret}
    errors = [f"named value '{name}' is missing" for name in sorted(given - config.named_values.keys())]
    errors += [f"named value '{name}' is unknown" for name in sorted(config.named_values.keys() - given)]
    values = dict(config.named_values)
    for name in sources.keys() - given:
        try:
            values[name] = _derived(sources[name], config, channels)
        except LookupError as error:
            errors.append(f"named value '{name}': {error}")
    if errors:
        raise ConfigurationErrors(errors)
    return values


def _derived(source: NamedValue, config: GatewayConfig, channels: Channels) -> str:
    """A value that another part of the configuration has; LookupError says which part has it not."""
    if source.backend is not None:
        if source.backend not in config.backends:
            raise LookupError(f"there is no backend '{source.backend}'")
        return config.backends[source.backend]
    for channel in channels.channels:
        if channel.name == source.channel:
            field = channel.model_dump(by_alias=True).get(source.field or "")
            if field is not None:
                return str(field)
    raise LookupError(f"channel '{source.channel}' has no field '{source.field}'")


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

"""What a function app is told: its application settings, read once at start.

In Azure they are the app settings that `infra/main.bicep` sets; on one machine the local stack or
`local.settings.json` gives them.
"""

import os
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from shared.key_ring import read_keys

CONCURRENCY_LIMIT = 256
_SHARE = re.compile(r"1|0(\.[0-9]{1,9})?", re.ASCII)


class SettingsError(Exception):
    """The application settings are incomplete or wrong; the message names every one of them."""


@dataclass(frozen=True)
class ChannelSettings:
    """One channel's identity: its own client id (the audience of its tokens) and the clients it serves."""

    audience: str
    clients: frozenset[str]
    assertion_key: Path | None


@dataclass(frozen=True)
class UpstreamSettings:
    """Where an upstream is, and the scope its tokens are asked for."""

    url: str
    scope: str


@dataclass(frozen=True)
class SessionSettings:
    """How web sessions are begun (the browser's client, the scope asked for) and kept (store, key ring)."""

    client_id: str
    assertion_key: Path | None
    scope: str
    store: str
    keys: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class ExportSettings:
    """The blob container of exports; with an account key where no managed identity can be had."""

    url: str
    account_key: str = field(repr=False)


@dataclass(frozen=True)
class ExperimentSettings:
    """The experiments' feature flags are in a file, in an App Configuration store (its URL), or nowhere.

    With `overrides` a request may choose its variants: for developers only.
    """

    file: Path | None
    store: str
    overrides: bool


@dataclass(frozen=True)
class TelemetrySettings:
    """Telemetry goes to an OTLP endpoint, to Azure Monitor (a connection string), or nowhere.

    `trace_ratio` is the share of traces that are kept; those with an error always are.
    """

    otlp_endpoint: str
    connection_string: str = field(repr=False)
    trace_ratio: float


@dataclass(frozen=True)
class Settings:
    """All application settings of one function app."""

    channels: Mapping[str, ChannelSettings]
    public_url: str
    tenant_id: str
    authority: str
    orders: UpstreamSettings
    products: UpstreamSettings
    users: UpstreamSettings
    session: SessionSettings | None
    exports: ExportSettings | None
    experiments: ExperimentSettings
    cursor_keys: Mapping[str, bytes] = field(repr=False)
    concurrency_limit: int
    ca_bundle: Path | None
    telemetry: TelemetrySettings


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in an environment; raises SettingsError."""
    reader = _Reader(environment)
    settings = Settings(
        channels={name: _channel(reader, name.upper()) for name in reader.words("BFF_CHANNELS")},
        public_url=reader.url("PUBLIC_URL"),
        tenant_id=reader.text("TENANT_ID"),
        authority=reader.url("AUTHORITY"),
        orders=_upstream(reader, "ORDERS"),
        products=_upstream(reader, "PRODUCTS"),
        users=_upstream(reader, "USERS"),
        session=_session(reader) if "SESSION_STORE" in environment else None,
        exports=_exports(reader) if "EXPORTS_URL" in environment else None,
        experiments=_experiments(reader, environment.keys()),
        cursor_keys=reader.keys("CURSOR_KEYS") if "CURSOR_KEYS" in environment else {},
        concurrency_limit=reader.number("CONCURRENCY_LIMIT", CONCURRENCY_LIMIT),
        ca_bundle=reader.file("REQUESTS_CA_BUNDLE"),
        telemetry=_telemetry(reader, environment.keys()),
    )
    reader.raise_problems()
    return settings


def _channel(reader: "_Reader", prefix: str) -> ChannelSettings:
    return ChannelSettings(
        audience=reader.text(f"{prefix}_AUDIENCE"),
        clients=frozenset(reader.words(f"{prefix}_CLIENTS")),
        assertion_key=reader.file(f"{prefix}_ASSERTION_KEY"),
    )


def _upstream(reader: "_Reader", prefix: str) -> UpstreamSettings:
    return UpstreamSettings(url=reader.url(f"{prefix}_URL"), scope=reader.text(f"{prefix}_SCOPE"))


def _session(reader: "_Reader") -> SessionSettings:
    return SessionSettings(
        client_id=reader.text("SESSION_CLIENT_ID"),
        assertion_key=reader.file("SESSION_ASSERTION_KEY"),
        scope=reader.text("SESSION_SCOPE"),
        store=reader.text("SESSION_STORE"),
        keys=reader.keys("SESSION_KEYS"),
    )


def _exports(reader: "_Reader") -> ExportSettings:
    return ExportSettings(reader.url("EXPORTS_URL"), reader.optional("EXPORTS_ACCOUNT_KEY"))


def _experiments(reader: "_Reader", given: Set[str]) -> ExperimentSettings:
    if {"EXPERIMENTS_FILE", "APP_CONFIGURATION_ENDPOINT"} <= given:
        reader.refuse("EXPERIMENTS_FILE and APP_CONFIGURATION_ENDPOINT exclude each other")
    return ExperimentSettings(
        file=reader.file("EXPERIMENTS_FILE") if "EXPERIMENTS_FILE" in given else None,
        store=reader.url("APP_CONFIGURATION_ENDPOINT") if "APP_CONFIGURATION_ENDPOINT" in given else "",
        overrides=reader.switch("EXPERIMENT_OVERRIDES") if "EXPERIMENT_OVERRIDES" in given else False,
    )


def _telemetry(reader: "_Reader", given: Set[str]) -> TelemetrySettings:
    endpoint, azure = "OTEL_EXPORTER_OTLP_ENDPOINT", "APPLICATIONINSIGHTS_CONNECTION_STRING"
    if {endpoint, azure} <= given:
        reader.refuse(f"{endpoint} and {azure} exclude each other")
    return TelemetrySettings(
        otlp_endpoint=reader.url(endpoint) if endpoint in given else "",
        connection_string=reader.optional(azure),
        trace_ratio=reader.share("TRACE_RATIO"),
    )


class _Reader:
    """Reads variables and remembers what was wrong with them, so that one start reports every mistake."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._problems: list[str] = []

    def text(self, name: str) -> str:
        value = self._environment.get(name, "").strip()
        if not value:
            self._problems.append(f"{name} is missing")
        return value

    def optional(self, name: str) -> str:
        return self._environment.get(name, "").strip()

    def words(self, name: str) -> tuple[str, ...]:
        """Comma-separated words; at least one."""
        return tuple(word.strip() for word in self.text(name).split(",") if word.strip())

    def url(self, name: str) -> str:
        """An absolute http(s) URL, without its trailing slash."""
        value = self.text(name)
        parts = urlsplit(value)
        absolute = parts.scheme in {"http", "https"} and parts.hostname
        if value and (not absolute or parts.query or parts.fragment):
            self._problems.append(f"{name} is not an absolute http(s) URL without query: {value!r}")
        return value.rstrip("/")

    def number(self, name: str, default: int) -> int:
        """A whole number above zero, or the default when it is not set."""
        value = self._environment.get(name, "").strip() or str(default)
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            self._problems.append(f"{name} is not a whole number above zero: {value!r}")
            return default
        return int(value)

    def share(self, name: str) -> float:
        """A decimal number from 0 to 1; 1 when it is not set."""
        value = self.optional(name) or "1"
        if not _SHARE.fullmatch(value):
            self._problems.append(f"{name} is not a decimal number from 0 to 1: {value!r}")
            return 1.0
        return float(value)

    def keys(self, name: str) -> Mapping[str, bytes]:
        """A key ring, newest key first."""
        text = self.text(name)
        try:
            return read_keys(text) if text else {}
        except ValueError as error:
            self._problems.append(f"{name}: {error}")
            return {}

    def file(self, name: str) -> Path | None:
        """A file that must exist when it is named."""
        value = self.optional(name)
        path = Path(value) if value else None
        if path and not path.is_file():
            self._problems.append(f"{name} names no file: {path}")
        return path

    def switch(self, name: str) -> bool:
        """`true` or `false`."""
        value = self.text(name)
        if value not in {"", "true", "false"}:
            self.refuse(f"{name} is neither true nor false: {value!r}")
        return value == "true"

    def refuse(self, problem: str) -> None:
        self._problems.append(problem)

    def raise_problems(self) -> None:
        if self._problems:
            raise SettingsError("application settings: " + "; ".join(self._problems))
